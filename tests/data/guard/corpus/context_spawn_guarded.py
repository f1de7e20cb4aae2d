"""A context of its own, whatever the default is."""
import multiprocessing as mp


def work(queue):
    queue.put(1)


if __name__ == "__main__":
    ctx = mp.get_context("spawn")
    queue = ctx.Queue()
    process = ctx.Process(target=work, args=(queue,))
    process.start()
    assert queue.get() == 1
    process.join()
