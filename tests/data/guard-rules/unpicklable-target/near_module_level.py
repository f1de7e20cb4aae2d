from functools import partial
from multiprocessing import Pool, Process, get_context


def work(n, m=0):
    return sorted([n, m], key=lambda x: -x)


class Task:
    def run(self):
        pass


def main(function):
    with Pool() as pool:
        pool.map(work, range(3))
        pool.map(partial(work, m=1), range(3))
        pool.map(function, range(3))
        pool.map_async(work, range(3), callback=lambda result: None)
    Process(target=Task().run).start()
    get_context("fork").Process(target=lambda: None).start()


if __name__ == "__main__":
    main(work)
