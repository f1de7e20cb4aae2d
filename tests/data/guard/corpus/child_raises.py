"""The target fails, and the parent says so."""
from multiprocessing import Process


def work():
    raise ValueError("no such customer")


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    raise SystemExit(p.exitcode)
