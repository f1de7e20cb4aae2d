"""Settings of the environment are a process's own."""
import os
import random
from multiprocessing import Process

os.environ["OMP_NUM_THREADS"] = "1"
random.seed(1)


def work():
    pass


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0
