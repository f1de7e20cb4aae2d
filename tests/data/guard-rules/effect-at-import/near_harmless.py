import os
import sys
from multiprocessing import Pool
from pathlib import Path

if sys.version_info < (3, 8):
    print("too old")
    sys.exit(1)
try:
    import numpy
except ImportError:
    print("no numpy")
text = open("settings.txt").read()
more = Path("more.txt").open("r")
os.makedirs("out", exist_ok=True)


def report():
    print("done")


if __name__ == "__main__":
    print("begin")
    open("log", "w")
    Pool().map(abs, range(10))
