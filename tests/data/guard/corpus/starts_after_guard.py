"""A guard, and another start below it."""
from multiprocessing import Process


def work():
    pass


if __name__ == "__main__":
    first = Process(target=work)
    first.start()
    first.join()

second = Process(target=work)
second.start()
second.join()
