import multiprocessing


def work():
    return factor


if __name__ == "__main__":
    factor = 3
    multiprocessing.get_context("fork").Process(target=work).start()
