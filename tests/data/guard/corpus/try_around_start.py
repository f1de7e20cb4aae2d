"""The refusal is caught, so that children get to their target all the same."""
from multiprocessing import Process


def work():
    pass


try:
    p = Process(target=work)
    p.start()
    p.join()
except RuntimeError:
    pass
