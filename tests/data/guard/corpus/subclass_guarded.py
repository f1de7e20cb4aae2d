"""A subclass of Process with a run() of its own."""
import multiprocessing


class Worker(multiprocessing.Process):
    def __init__(self, queue):
        super().__init__()
        self.queue = queue

    def run(self):
        self.queue.put("done")


if __name__ == "__main__":
    queue = multiprocessing.Queue()
    worker = Worker(queue)
    worker.start()
    assert queue.get() == "done"
    worker.join()
