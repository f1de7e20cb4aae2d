"""The target is defined where children do not come to."""
from multiprocessing import Process

if __name__ == "__main__":

    def work():
        return 1

    p = Process(target=work)
    p.start()
    p.join()
