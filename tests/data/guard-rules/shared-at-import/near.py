import threading
from multiprocessing import Process, Queue, get_context

local = threading.Lock()
unused = Queue()
inherited = get_context("fork").Queue()


def work(queue):
    with local:
        queue.put(1)


def forked():
    inherited.put(1)


if __name__ == "__main__":
    results = Queue()
    Process(target=work, args=(results,)).start()
    get_context("fork").Process(target=forked).start()
