"""An exception of a worker arrives in the parent."""
from multiprocessing import Pool


def work(x):
    return 1 / x


if __name__ == "__main__":
    with Pool(2) as pool:
        pool.map(work, [1, 0])
