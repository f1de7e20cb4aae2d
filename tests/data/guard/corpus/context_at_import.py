"""Contexts may be made at import time: they start nothing."""
import multiprocessing

ctx = multiprocessing.get_context()


def work():
    pass


if __name__ == "__main__":
    p = ctx.Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0
