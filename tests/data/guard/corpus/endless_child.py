"""The child never ends, and the parent waits for it."""
import time
from multiprocessing import Process


def work():
    while True:
        time.sleep(0.1)


if __name__ == "__main__":
    Process(target=work).start()
