from multiprocessing import Pool

import matplotlib.pyplot as plt  # expect: heavy-import
from pandas import DataFrame  # expect: heavy-import


def square(x):
    return x * x


def report(rows):
    print(DataFrame(rows))


if __name__ == "__main__":
    with Pool() as pool:
        rows = pool.map(square, range(10))
    plt.plot(rows)
    report(rows)
