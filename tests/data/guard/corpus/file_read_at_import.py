"""Reading is no effect."""
from multiprocessing import Process

with open(__file__) as file:
    LINES = file.read().count("\n")


def work():
    return LINES


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0
