import multiprocessing


def setup():
    multiprocessing.set_start_method("spawn")


try:
    multiprocessing.set_start_method("spawn")
except RuntimeError:
    pass
context = multiprocessing.get_context("spawn")
