"""All is well but for the exit status, which the script chose."""
import sys
from multiprocessing import Process


def work():
    pass


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    sys.exit(3)
