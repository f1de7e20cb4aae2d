"""The same with a pool, which replaces the children that die of it."""
import multiprocessing as mp

mp.set_start_method("spawn")


def work(x):
    return x


if __name__ == "__main__":
    with mp.Pool(2) as pool:
        pool.map(work, [1, 2])
