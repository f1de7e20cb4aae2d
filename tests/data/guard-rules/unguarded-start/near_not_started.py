from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Process

executor = ProcessPoolExecutor(2)
process = Process(target=print)


class Pool:
    pass


pool = Pool()


def later():
    process.start()


run = lambda: process.start()
