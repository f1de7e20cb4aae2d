"""The same, and the parent fails because its child did."""
import sys
from multiprocessing import Process


def work():
    return 42


p = Process(target=work)
p.start()
p.join()
sys.exit(p.exitcode)
