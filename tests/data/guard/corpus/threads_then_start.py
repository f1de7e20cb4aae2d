"""A thread runs while a process starts; newer Pythons warn where that is fork."""
import threading
from multiprocessing import Process


def work():
    pass


if __name__ == "__main__":
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    p = Process(target=work)
    p.start()
    p.join()
    stop.set()
    thread.join()
    assert p.exitcode == 0
