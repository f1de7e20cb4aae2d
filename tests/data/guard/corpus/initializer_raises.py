"""The initializer fails: the pool replaces its workers for ever, by every method."""
from multiprocessing import Pool


def setup():
    raise OSError("no such device")


def work(x):
    return x


if __name__ == "__main__":
    with Pool(2, initializer=setup) as pool:
        pool.map(work, [1, 2])
