"""except without brackets: Python 3.14 and later."""
from multiprocessing import Process


def work():
    try:
        return int("x")
    except ValueError, TypeError:
        return 0


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0
