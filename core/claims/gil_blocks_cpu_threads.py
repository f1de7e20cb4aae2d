"""How much more is computed by several threads, and by several processes, than by one."""

from procstart_lab import Lab, Workers, counts, in_threads, processors, window


def main():
    lab = Lab()
    length = window()
    lab.need_processors(2, "threads have nothing to be faster on")
    many = counts()
    workers = Workers(many[-1])
    ways = [("threads", n) for n in many] + [("processes", n) for n in (1, 2)] + [("again", 1)]
    for round in lab.rounds():
        for way, n in lab.shuffled(ways):
            done = workers.run(n, "burn", length) if way == "processes" else in_threads(n, "burn", length)
            lab.sample(f"{way}-{n}", sum(done), round)
    lab.fact("most", many[-1])
    lab.fact("processors", processors())
    workers.close()


if __name__ == "__main__":
    main()
