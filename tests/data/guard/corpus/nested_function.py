"""The target is a function within a function."""
from multiprocessing import Process


def run():
    def work():
        return 1

    process = Process(target=work)
    process.start()
    process.join()


if __name__ == "__main__":
    run()
