"""A global with a default that the parent changes: no error, another result."""
from multiprocessing import Pool

DEBUG = False


def mode(_):
    return DEBUG


if __name__ == "__main__":
    DEBUG = True
    with Pool(1) as pool:
        assert pool.map(mode, [1]) in ([True], [False])
