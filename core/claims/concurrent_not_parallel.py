"""When two threads that only compute, and two processes, get their pieces done: interleaved, or at the same time."""

from procstart_lab import Lab, Workers, in_threads, perf_counter, stamp_work

WINDOW_S = 0.08


def one_after_the_other():
    begin = perf_counter()
    return [stamp_work(begin, begin + WINDOW_S / 4), stamp_work(begin, perf_counter() + WINDOW_S / 4)]


def main():
    lab = Lab()
    lab.need_processors(2, "nothing can run at the same time")
    workers = Workers(2)
    for round in lab.rounds():
        for way in lab.shuffled(["threads", "processes", "sequence"]):
            if way == "threads":
                at = in_threads(2, "stamps", WINDOW_S)
            elif way == "processes":
                at = workers.run(2, "stamps", WINDOW_S)
            else:
                at = one_after_the_other()
            lab.lanes(way, at, round)
    workers.close()


if __name__ == "__main__":
    main()
