"""A script that insists on spawn, rightly."""
import multiprocessing as mp


def work(x):
    return x * 2


if __name__ == "__main__":
    mp.set_start_method("spawn", force=True)
    with mp.Pool(1) as pool:
        assert pool.map(work, [1, 2]) == [2, 4]
