"""A package beside the script, with relative imports in it."""
from multiprocessing import Pool

from shop import total

if __name__ == "__main__":
    with Pool(2) as pool:
        assert pool.map(total, [[1, 2], [3]]) == [3, 3]
