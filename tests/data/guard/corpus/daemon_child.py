"""A daemon is ended with its parent."""
import time
from multiprocessing import Event, Process


def watch(ready):
    ready.set()
    while True:
        time.sleep(0.05)


if __name__ == "__main__":
    ready = Event()
    Process(target=watch, args=(ready,), daemon=True).start()
    ready.wait()
