"""A result that cannot be pickled."""
from multiprocessing import Pool


def work(x):
    return (i for i in range(x))


if __name__ == "__main__":
    with Pool(1) as pool:
        pool.map(work, [1])
