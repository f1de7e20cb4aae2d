"""A pool without a guard: under spawn its workers die and are replaced for ever."""
from multiprocessing import Pool


def square(x):
    return x * x


with Pool(2) as pool:
    print(sum(pool.map(square, range(5))))
