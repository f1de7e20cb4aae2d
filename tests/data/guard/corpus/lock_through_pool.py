"""A lock of multiprocessing's may be inherited, not sent."""
from multiprocessing import Lock, Pool


def work(lock):
    with lock:
        return 1


if __name__ == "__main__":
    with Pool(1) as pool:
        pool.map(work, [Lock()])
