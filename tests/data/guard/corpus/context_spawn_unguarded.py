"""A context of its own and no guard: fails by every default."""
import multiprocessing as mp


def work():
    pass


ctx = mp.get_context("spawn")
process = ctx.Process(target=work)
process.start()
process.join()
