"""The same with an executor, which gives up."""
from concurrent.futures import ProcessPoolExecutor


def setup():
    raise OSError("no such device")


def work(x):
    return x


if __name__ == "__main__":
    with ProcessPoolExecutor(1, initializer=setup) as executor:
        executor.submit(work, 1).result()
