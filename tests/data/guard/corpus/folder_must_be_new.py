"""The same without exist_ok: children die of what their parent has done."""
import os
import tempfile
from multiprocessing import Process

OUT = os.path.join(tempfile.gettempdir(), "must-be-new")
os.mkdir(OUT)


def work():
    pass


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    raise SystemExit(p.exitcode)
