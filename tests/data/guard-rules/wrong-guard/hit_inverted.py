import multiprocessing

if __name__ != "__main__":  # expect: wrong-guard
    multiprocessing.Pool()
