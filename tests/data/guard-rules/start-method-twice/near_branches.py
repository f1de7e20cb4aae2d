import multiprocessing
import sys

if __name__ == "__main__":
    if sys.platform == "win32":
        multiprocessing.set_start_method("spawn")
    else:
        multiprocessing.set_start_method("fork")
    multiprocessing.get_context("spawn").Queue()
    multiprocessing.set_start_method("forkserver", force=True)
