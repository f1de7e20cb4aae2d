"""sys.exit(main()) under the guard, as it should be."""
import sys
from multiprocessing import Pool


def work(x):
    return x


def main():
    with Pool(2) as pool:
        return 0 if pool.map(work, [1, 2]) == [1, 2] else 1


if __name__ == "__main__":
    sys.exit(main())
