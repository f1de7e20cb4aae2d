"""The argument's class is defined under the guard."""
from multiprocessing import Process


def work(job):
    return job.size


if __name__ == "__main__":

    class Job:
        size = 3

    p = Process(target=work, args=(Job(),))
    p.start()
    p.join()
