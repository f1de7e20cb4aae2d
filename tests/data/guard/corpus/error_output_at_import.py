"""The same on standard error, by a logger."""
import logging
from multiprocessing import Process

logging.basicConfig(level=logging.INFO)
logging.info("configured")


def work():
    pass


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
