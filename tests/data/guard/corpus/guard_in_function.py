"""The guard may stand within a function."""
from multiprocessing import Process


def work():
    pass


def main():
    if __name__ == "__main__":
        p = Process(target=work)
        p.start()
        p.join()
        assert p.exitcode == 0


main()
