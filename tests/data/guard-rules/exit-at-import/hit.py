import sys
from multiprocessing import Pool


def main():
    Pool().map(abs, range(3))


if __name__ == "__main__":
    main()

sys.exit(0)  # expect: exit-at-import
