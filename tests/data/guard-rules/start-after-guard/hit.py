from multiprocessing import Process


def work():
    pass


if __name__ == "__main__":
    process = Process(target=work)
process.start()  # expect: start-after-guard
process.join()
