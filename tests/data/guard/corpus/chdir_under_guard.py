"""The working folder changes before the children start."""
import os
import tempfile
from multiprocessing import Pool


def work(x):
    return x


if __name__ == "__main__":
    os.chdir(tempfile.gettempdir())
    with Pool(1) as pool:
        assert pool.map(work, [1]) == [1]
