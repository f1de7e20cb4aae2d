"""Daemons may not have children."""
from multiprocessing import Process


def inner():
    pass


def outer():
    Process(target=inner).start()


if __name__ == "__main__":
    p = Process(target=outer, daemon=True)
    p.start()
    p.join()
    raise SystemExit(p.exitcode)
