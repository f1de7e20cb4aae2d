"""Ten processes, one after the other: many, but no loop."""
from multiprocessing import Process


def work(n):
    return n


if __name__ == "__main__":
    for n in range(10):
        p = Process(target=work, args=(n,))
        p.start()
        p.join()
        assert p.exitcode == 0
