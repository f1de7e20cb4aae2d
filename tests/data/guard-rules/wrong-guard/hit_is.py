import multiprocessing

if __name__ is "__main__":  # expect: wrong-guard
    multiprocessing.Pool()
