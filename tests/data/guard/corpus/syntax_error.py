"""No Python takes this."""
from multiprocessing import Process

def work(:
    pass
