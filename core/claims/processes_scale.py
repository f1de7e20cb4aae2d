"""How the work done by k processes grows with k, and what a pool of them costs before it does any."""

import multiprocessing

from procstart_lab import Lab, Workers, counts, in_threads, perf_counter, processors, window


def nothing(_):
    pass


def pool_cost(method, n):
    """A pool of n that does nothing, from its making to its end, with each of its processes used."""
    began = perf_counter()
    with multiprocessing.get_context(method).Pool(n) as pool:
        pool.map(nothing, range(n), chunksize=1)
        pool.close()
        pool.join()
    return perf_counter() - began


def main():
    lab = Lab()
    length = window()
    lab.need_processors(2, "processes have nothing to be faster on")
    many = counts()
    workers = Workers(many[-1])
    ways = [("processes", n) for n in many] + [("again", 1), ("hash", 1), ("hash", many[-1])]
    methods = multiprocessing.get_all_start_methods()
    for method in lab.shuffled(methods):
        lab.sample(f"pool.{method}", pool_cost(method, many[-1]))
    for round in lab.rounds():
        for way, n in lab.shuffled(ways):
            if way == "hash":
                done = sum(pieces for pieces, _ in in_threads(n, "hash", length))
            else:
                done = sum(workers.run(n, "burn", length))
            lab.sample(f"{way}-{n}", done, round)
    lab.fact("most", many[-1])
    lab.fact("processors", processors())
    workers.close()


if __name__ == "__main__":
    main()
