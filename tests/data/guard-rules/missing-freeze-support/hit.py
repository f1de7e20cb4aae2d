import multiprocessing
import sys

BASE = sys._MEIPASS if getattr(sys, "frozen", False) else "."

if __name__ == "__main__":
    multiprocessing.Process(target=print).start()  # expect: missing-freeze-support
