"""argparse at import time: children have the parent's arguments."""
import argparse
from multiprocessing import Process

parser = argparse.ArgumentParser()
parser.add_argument("--jobs", type=int, default=1)
options = parser.parse_args()


def work():
    return options.jobs


if __name__ == "__main__":
    for _ in range(options.jobs):
        p = Process(target=work)
        p.start()
        p.join()
        assert p.exitcode == 0
