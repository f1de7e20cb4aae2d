"""A worker that is killed breaks its executor."""
import os
import signal
from concurrent.futures import ProcessPoolExecutor


def work():
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    with ProcessPoolExecutor(1) as executor:
        executor.submit(work).result()
