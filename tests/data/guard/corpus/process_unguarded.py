"""One process, started while the module is imported."""
from multiprocessing import Process


def work():
    return 42


p = Process(target=work)
p.start()
p.join()
