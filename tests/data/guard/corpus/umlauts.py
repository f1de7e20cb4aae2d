# -*- coding: utf-8 -*-
"""A name and a coding line from elsewhere."""
from multiprocessing import Process


def größe():
    return len("Straße")


if __name__ == "__main__":
    p = Process(target=größe)
    p.start()
    p.join()
    assert p.exitcode == 0
