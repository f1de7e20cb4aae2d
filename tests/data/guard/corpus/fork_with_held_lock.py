"""A thread holds a lock when the process forks: the child waits for it for ever."""
import threading
from multiprocessing import Process

lock = threading.Lock()


def work():
    with lock:
        pass


def hold(held, done):
    with lock:
        held.set()
        done.wait()


if __name__ == "__main__":
    held, done = threading.Event(), threading.Event()
    threading.Thread(target=hold, args=(held, done), daemon=True).start()
    held.wait()
    p = Process(target=work)
    p.start()
    p.join()
