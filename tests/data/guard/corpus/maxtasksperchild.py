"""Workers that are replaced on purpose."""
from multiprocessing import Pool


def work(x):
    return x


if __name__ == "__main__":
    with Pool(1, maxtasksperchild=1) as pool:
        assert pool.map(work, range(4), chunksize=1) == [0, 1, 2, 3]
