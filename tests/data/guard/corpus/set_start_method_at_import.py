"""Called at import time: refused in every child, whose method is set already."""
import multiprocessing as mp

mp.set_start_method("spawn")


def work():
    pass


if __name__ == "__main__":
    p = mp.Process(target=work)
    p.start()
    p.join()
    raise SystemExit(p.exitcode)
