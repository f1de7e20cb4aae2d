"""A table made at import time, again by every child; nobody sees it."""
from multiprocessing import Pool

TABLE = {n: n * n for n in range(1000)}


def look_up(n):
    return TABLE[n]


if __name__ == "__main__":
    with Pool(2) as pool:
        assert pool.map(look_up, [3, 4]) == [9, 16]
