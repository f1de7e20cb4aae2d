"""Targets live in a module beside the script."""
from multiprocessing import Pool

import tasks

if __name__ == "__main__":
    with Pool(2) as pool:
        assert pool.map(tasks.double, [1, 2]) == [2, 4]
