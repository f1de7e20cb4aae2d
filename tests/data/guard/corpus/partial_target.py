"""functools.partial of a top-level function."""
from functools import partial
from multiprocessing import Pool


def power(base, exponent):
    return base ** exponent


if __name__ == "__main__":
    with Pool(2) as pool:
        assert pool.map(partial(power, exponent=2), [1, 2, 3]) == [1, 4, 9]
