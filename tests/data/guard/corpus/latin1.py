# -*- coding: latin-1 -*-
"""Not UTF-8, and it says so: Straße."""
from multiprocessing import Process


def work():
    return "ä"


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0
