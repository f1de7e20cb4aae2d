"""A folder is made at import time: every child finds it there."""
import os
import tempfile
from multiprocessing import Process

OUT = os.path.join(tempfile.gettempdir(), "out")
os.makedirs(OUT, exist_ok=True)


def work():
    pass


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0
