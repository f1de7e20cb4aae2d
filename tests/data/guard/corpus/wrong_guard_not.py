"""The comparison is the wrong way round: only children would start processes."""
from multiprocessing import Process


def work():
    pass


if __name__ != "__main__":
    p = Process(target=work)
    p.start()
    p.join()
