"""force=True makes it harmless."""
import multiprocessing as mp

mp.set_start_method("spawn", force=True)


def work(x):
    return x


if __name__ == "__main__":
    with mp.Pool(1) as pool:
        assert pool.map(work, [1, 2]) == [1, 2]
