import multiprocessing
import sys

is_main = __name__ == "__main__"
if is_main and len(sys.argv) > 1:
    multiprocessing.Pool(2)
if "__main__" == __name__:
    multiprocessing.Pool(2)
if multiprocessing.parent_process() is None:
    multiprocessing.Pool(2)
if multiprocessing.current_process().name == "MainProcess":
    multiprocessing.Pool(2)
if __name__ == "__mp_main__":
    pass
else:
    multiprocessing.Pool(2)
