from multiprocessing import Pool

import numpy  # procstart: ignore[heavy-import]


def square(x):
    return x * x


if __name__ == "__main__":
    Pool().map(square, numpy.arange(10))
