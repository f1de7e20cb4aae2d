from multiprocessing import Lock, Pool

lock = Lock()


def log(text):
    with lock:  # expect: shared-at-import
        return text


def work(x):
    return log(x)


if __name__ == "__main__":
    Pool().map(work, "ab")
