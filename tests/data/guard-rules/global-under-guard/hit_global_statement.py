import multiprocessing


def work():
    return settings["n"]  # expect: global-under-guard


def main():
    global settings
    settings = {"n": 1}
    multiprocessing.Process(target=work).start()


if __name__ == "__main__":
    main()
