"""The same without a guard."""
import multiprocessing


class Worker(multiprocessing.Process):
    def run(self):
        pass


worker = Worker()
worker.start()
worker.join()
