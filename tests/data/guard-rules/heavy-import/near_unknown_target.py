import sys
from multiprocessing import Pool

import numpy as np


def square(x):
    return np.square(x)


if __name__ == "__main__":
    with Pool() as pool:
        print(pool.map(getattr(sys.modules[__name__], "square"), np.arange(10)))
