"""A queue made at import time: by fork it is shared, by spawn every child has one of its own."""
import queue
from multiprocessing import Process, Queue

results = Queue()


def work():
    results.put("done")


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    try:
        print(results.get(timeout=1))
    except queue.Empty:
        raise SystemExit("no result")
