"""An argument that cannot be pickled: no trouble by fork."""
import threading
from multiprocessing import Process


def work(lock):
    with lock:
        pass


if __name__ == "__main__":
    p = Process(target=work, args=(threading.Lock(),))
    p.start()
    p.join()
    assert p.exitcode == 0
