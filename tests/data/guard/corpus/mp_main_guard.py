"""Something for children only: __mp_main__ is the name under which they import the script."""
import os
import tempfile
from multiprocessing import Process


def work():
    pass


if __name__ == "__mp_main__":
    with open(os.path.join(tempfile.gettempdir(), "child.log"), "a") as log:
        log.write("imported\n")

if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0
