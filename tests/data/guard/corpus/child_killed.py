"""A child that is killed; the parent expects it."""
import os
import signal
from multiprocessing import Process


def work():
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == -signal.SIGKILL
