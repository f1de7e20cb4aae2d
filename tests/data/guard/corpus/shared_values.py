"""Shared numbers and a lock of multiprocessing's."""
from multiprocessing import Array, Process, Value


def work(total, values):
    with total.get_lock():
        total.value += sum(values)


if __name__ == "__main__":
    total, values = Value("i", 0), Array("i", [1, 2, 3])
    workers = [Process(target=work, args=(total, values)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert total.value == 12
