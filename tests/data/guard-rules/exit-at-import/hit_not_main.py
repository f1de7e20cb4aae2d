import sys
from multiprocessing import Pool

if __name__ != "__main__":
    sys.exit("this is a script")  # expect: exit-at-import


if __name__ == "__main__":
    Pool().map(abs, range(3))
