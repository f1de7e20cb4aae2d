import multiprocessing as mp

results = mp.Queue()


def work():
    results.put("done")  # expect: shared-at-import


if __name__ == "__main__":
    mp.Process(target=work).start()
    print(results.get())
