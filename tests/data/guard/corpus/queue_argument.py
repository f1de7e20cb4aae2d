"""The queue is passed to the child."""
from multiprocessing import Process, Queue


def work(results, n):
    results.put(n * n)


if __name__ == "__main__":
    results = Queue()
    workers = [Process(target=work, args=(results, n)) for n in range(3)]
    for worker in workers:
        worker.start()
    assert sorted(results.get() for _ in workers) == [0, 1, 4]
    for worker in workers:
        worker.join()
