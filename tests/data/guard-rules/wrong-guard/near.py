import multiprocessing
import sys

if __name__ == "__main__" and sys.argv:
    multiprocessing.Pool()
if __name__ in {"__main__", "script"}:
    multiprocessing.Pool()
if __name__ == "__mp_main__":
    sys.setrecursionlimit(5000)
if __name__.startswith("test"):
    sys.path.insert(0, ".")
