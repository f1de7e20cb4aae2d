from multiprocessing import Pool

if __name__ == __main__:  # expect: wrong-guard
    Pool().map(abs, range(3))
