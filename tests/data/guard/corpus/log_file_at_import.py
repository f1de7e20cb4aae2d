"""logging.basicConfig(filename=..) at import time."""
import logging
import os
import tempfile
from multiprocessing import Process

logging.basicConfig(filename=os.path.join(tempfile.gettempdir(), "app.log"))


def work():
    logging.warning("working")


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
