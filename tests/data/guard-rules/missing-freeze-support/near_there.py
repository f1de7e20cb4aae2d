import multiprocessing
import sys

BASE = sys._MEIPASS if getattr(sys, "frozen", False) else "."

if __name__ == "__main__":
    multiprocessing.freeze_support()
    multiprocessing.Process(target=print).start()
