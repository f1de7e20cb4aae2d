"""A global that only the parent has: there by fork, a NameError by spawn."""
from multiprocessing import Pool


def scale(x):
    return x * factor


if __name__ == "__main__":
    factor = 3
    with Pool(2) as pool:
        print(pool.map(scale, [1, 2, 3]))
