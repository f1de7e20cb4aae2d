import multiprocessing
import sys

if __name__ == "__main__" or sys.argv:  # expect: wrong-guard
    multiprocessing.Pool()
