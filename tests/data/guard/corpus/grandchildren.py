"""Children with children of their own, each import guarded: no loop, however deep the script is imported."""
from multiprocessing import Process


def inner():
    pass


def outer():
    p = Process(target=inner)
    p.start()
    p.join()


if __name__ == "__main__":
    p = Process(target=outer)
    p.start()
    p.join()
    assert p.exitcode == 0
