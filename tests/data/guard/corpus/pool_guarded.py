"""The textbook pool."""
from multiprocessing import Pool


def square(x):
    return x * x


if __name__ == "__main__":
    with Pool(2) as pool:
        assert pool.map(square, range(5)) == [0, 1, 4, 9, 16]
