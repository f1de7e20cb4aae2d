from multiprocessing import Process


def work():
    pass


if __name__ == "__main__":
    from shutil import rmtree

    def helper():
        Process(target=work).start()

    helper()
    Process(target=rmtree).start()
