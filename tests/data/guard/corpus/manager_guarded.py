"""A dictionary that processes share through a manager."""
from multiprocessing import Manager, Process


def work(shared):
    shared["child"] = True


if __name__ == "__main__":
    with Manager() as manager:
        shared = manager.dict()
        p = Process(target=work, args=(shared,))
        p.start()
        p.join()
        assert shared["child"]
