"""sys.exit() stands below the guard: children leave before they get to their target, and a pool replaces them."""
import sys
from multiprocessing import Pool


def work(x):
    return x


if __name__ == "__main__":
    with Pool(2) as pool:
        print(pool.map(work, [1, 2]))

sys.exit(0)
