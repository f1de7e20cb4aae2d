"""The initializer is defined under the guard: workers die before they work."""
from multiprocessing import Pool


def work(x):
    return x


if __name__ == "__main__":

    def setup():
        pass

    with Pool(2, initializer=setup) as pool:
        assert pool.map(work, [1, 2]) == [1, 2]
