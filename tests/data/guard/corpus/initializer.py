"""Workers are set up by an initializer."""
from multiprocessing import Pool

state = {}


def setup(value):
    state["offset"] = value


def work(x):
    return x + state["offset"]


if __name__ == "__main__":
    with Pool(2, initializer=setup, initargs=(10,)) as pool:
        assert pool.map(work, [1, 2]) == [11, 12]
