"""The same, expected and handled."""
from multiprocessing import Pool


def work(x):
    return 1 / x


if __name__ == "__main__":
    with Pool(2) as pool:
        try:
            pool.map(work, [1, 0])
        except ZeroDivisionError:
            pass
