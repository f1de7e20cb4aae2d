from multiprocessing import Process, Queue

results = Queue()


def work():
    results.put("done")  # procstart: ignore[shared-at-import]


if __name__ == "__main__":
    Process(target=work).start()
