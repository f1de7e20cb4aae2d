"""A module that nobody has installed."""
from multiprocessing import Pool

import a_module_that_nobody_has


def work(x):
    return a_module_that_nobody_has.run(x)


if __name__ == "__main__":
    with Pool(2) as pool:
        pool.map(work, [1])
