"""freeze_support(), as the manual has it."""
from multiprocessing import Process, freeze_support


def work():
    pass


if __name__ == "__main__":
    freeze_support()
    p = Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0
