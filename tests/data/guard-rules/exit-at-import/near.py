import sys
from multiprocessing import Pool


def main():
    Pool().map(abs, range(3))
    sys.exit(0)


if sys.version_info < (3, 10):
    sys.exit("too old")

try:
    import numpy
except ImportError:
    sys.exit("numpy is missing")

if __name__ == "__main__":
    sys.exit(main())
