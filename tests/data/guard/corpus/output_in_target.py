"""A target may print as it likes: that is nothing done twice."""
from multiprocessing import Process


def work():
    print("hello from the child")


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0
