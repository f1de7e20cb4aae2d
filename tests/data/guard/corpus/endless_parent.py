"""The parent never ends."""
import time
from multiprocessing import Process


def work():
    pass


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    while True:
        time.sleep(0.1)
