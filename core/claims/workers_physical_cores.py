"""How much work k processes do, for k up to twice the processors: computing, copying memory, and tasks of 0.3 ms."""

from procstart_lab import Lab, Workers, import_numpy_or_none, processors, window

MOST = 16
TASK_S = 0.0003


def main():
    lab = Lab()
    length = window()
    lab.need_processors(2, "one worker is all that can be used")
    many = sorted(n for n in {1, 2, *range(2, processors() + 2), 2 * processors()} if n <= MOST)
    lab.fact("memory_by", "numpy" if import_numpy_or_none(lab) is not None else "bytes")
    workers = Workers(many[-1])
    pieces = max(1, int(max(workers.run(1, "burn", length)) / length * TASK_S))
    for round in lab.rounds():
        ways = [("cpu", n) for n in many] + [("again", 1)]
        if round == 0:  # these decide nothing: one of them, by turns
            ways += [(("memory", "short")[lab.epoch % 2], n) for n in many]
        for way, n in lab.shuffled(ways):
            if way == "short":
                done = workers.run_tasks(n, pieces, length)
            elif way == "memory":
                done = sum(pieces for pieces, _ in workers.run(n, "copy", length))
            else:
                results = workers.run(n, "burn_cpu", length)
                done = sum(pieces for pieces, _ in results)
                if way == "cpu":
                    lab.sample(f"got-{n}", sum(cpu for _, cpu in results) / length / min(n, processors()), round)
            lab.sample(f"{way}-{n}", done, round)
    lab.fact("counts", many)
    lab.fact("processors", processors())
    workers.close()


if __name__ == "__main__":
    main()
