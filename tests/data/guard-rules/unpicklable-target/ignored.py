from multiprocessing import Pool

if __name__ == "__main__":
    Pool().map(lambda x: x, range(3))  # procstart: ignore[unpicklable-target]
