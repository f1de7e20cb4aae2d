"""How many targets of a program run that starts its processes with and without `if __name__ == "__main__":`."""

from procstart_lab import Lab
from procstart_scripts import GUARDED, STARTS, UNGUARDED, methods, run


def main():
    lab = Lab()
    for method in lab.shuffled(methods()):
        for name, text in lab.shuffled([("guarded", GUARDED), ("unguarded", UNGUARDED)]):
            executions, targets, well = run(text, method)
            lab.sample(f"{method}.{name}.targets", targets / STARTS)
            lab.sample(f"{method}.{name}.executions", executions)
            lab.sample(f"{method}.{name}.well", int(well))
    executions, targets, well = run(UNGUARDED, methods()[0], starts=0)
    lab.sample("idle.well", int(well))
    lab.fact("has_fork", "fork" in methods())


if __name__ == "__main__":
    main()
