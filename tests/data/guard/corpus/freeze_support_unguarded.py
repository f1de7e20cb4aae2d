"""freeze_support() is no guard."""
from multiprocessing import Process, freeze_support


def work():
    pass


freeze_support()
p = Process(target=work)
p.start()
p.join()
