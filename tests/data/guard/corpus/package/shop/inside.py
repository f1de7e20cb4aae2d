"""A module of a package that is started as a script: its relative import has no package."""
from multiprocessing import Process

from . import tax


def work():
    return tax.RATE


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
