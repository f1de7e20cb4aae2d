import multiprocessing


def work():
    pass


if __name__ == "__mp_main__":
    pass
else:
    multiprocessing.Pool(2)
process = multiprocessing.Process(target=work)
process.start()  # expect: start-after-guard
