from multiprocessing import Process

verbose = False


def work():
    if verbose:  # expect: global-under-guard
        print("at work")


if __name__ == "__main__":
    verbose = True
    Process(target=work).start()
