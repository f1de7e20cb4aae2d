from multiprocessing import Pool

if __name__ == "__main":  # procstart: ignore[wrong-guard]
    Pool().map(abs, range(3))
