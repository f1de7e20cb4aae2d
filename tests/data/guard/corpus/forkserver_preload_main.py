"""The script itself is loaded in the forkserver; it says so at import time."""
import multiprocessing

print("loading")


def work():
    pass


if __name__ == "__main__":
    multiprocessing.set_forkserver_preload(["__main__"])
    for _ in range(2):
        p = multiprocessing.Process(target=work)
        p.start()
        p.join()
