"""A bound method of a top-level class travels well."""
from multiprocessing import Process


class Counter:
    def __init__(self, start):
        self.value = start

    def count(self):
        self.value += 1


if __name__ == "__main__":
    process = Process(target=Counter(3).count)
    process.start()
    process.join()
    assert process.exitcode == 0
