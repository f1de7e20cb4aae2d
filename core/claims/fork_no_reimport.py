"""How often a program's main module is executed beyond the program's own run, for each start of a process."""

from procstart_lab import Lab
from procstart_scripts import GUARDED, STARTS, methods, run


def main():
    lab = Lab()
    for method in lab.shuffled(methods()):
        executions, targets, _ = run(GUARDED, method)
        lab.sample(f"{method}.reimports", (executions - 1) / STARTS)
        lab.sample(f"{method}.targets", targets / STARTS)
    lab.sample("none.reimports", run(GUARDED, methods()[0], starts=0)[0] - 1)
    lab.sample("twice.executions", run(GUARDED, methods()[0], starts=0, times=2)[0])
    lab.fact("has_fork", "fork" in methods())


if __name__ == "__main__":
    main()
