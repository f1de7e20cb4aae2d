from multiprocessing import Process


def work(job):
    return job.size


if __name__ == "__main__":

    class Job:
        size = 3

    Process(target=work, args=(Job(),)).start()  # expect: target-under-guard
