import sys
from multiprocessing import Pool

if __name__ == "__main__":
    Pool().map(abs, range(3))

sys.exit(0)  # procstart: ignore[exit-at-import]
