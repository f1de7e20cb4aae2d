import multiprocessing

if __name__.endswith("main__"):  # expect: wrong-guard
    multiprocessing.Pool()
