"""A greeting at the top is printed by every child."""
from multiprocessing import Pool

print("starting the engines")


def work(x):
    return x


if __name__ == "__main__":
    with Pool(2) as pool:
        pool.map(work, [1, 2])
