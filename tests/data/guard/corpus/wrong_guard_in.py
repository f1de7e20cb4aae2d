"""The guard lets children in."""
from multiprocessing import Process


def work():
    pass


if __name__ in ("__main__", "__mp_main__"):
    p = Process(target=work)
    p.start()
    p.join()
