from multiprocessing import Pool

if __name__ == "main":  # expect: wrong-guard
    Pool().map(abs, range(3))
