from multiprocessing import Process


def work(key):
    return key(1)


if __name__ == "__main__":
    Process(target=work, args=(lambda x: x,)).start()  # expect: unpicklable-target
    Process(target=work, kwargs={"key": lambda x: x}).start()  # expect: unpicklable-target
