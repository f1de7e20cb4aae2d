"""The guard is misspelt: nothing is ever started."""
from multiprocessing import Process


def work():
    pass


if __name__ == "main":
    p = Process(target=work)
    p.start()
    p.join()
