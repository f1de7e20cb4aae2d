from guard_collect import IMPORT
from guard_finding import Finding
from guard_names import AGAIN
from rules.unguarded_start import said

ID = "start-after-guard"
LEVEL = "error"
TITLE = "Processes are started behind the guard, not under it"
WHY = """What stands behind the guard's block, at the left margin again, is outside: every child that imports the main
module runs it too. It is the same mistake as no guard at all, and it often comes of an indentation that was lost."""
METHODS = ("spawn", "forkserver")
VERSIONS = "all"
BAD = """from multiprocessing import Process

def work():
    pass

if __name__ == "__main__":
    process = Process(target=work)
process.start()
"""
GOOD = """from multiprocessing import Process

def work():
    pass

if __name__ == "__main__":
    process = Process(target=work)
    process.start()
"""


def check(model):
    seen = set()
    for site, start, function in model.happenings():
        mask = start.mask & AGAIN
        if site.place.region != IMPORT or not site.place.after or site.place.fooled or not mask or start.key in seen:
            continue
        seen.add(start.key)
        # A comparison that is no guard leaves a place behind it all the same.
        line = f" of line {model.guards[0].lineno}" if model.guards else ""
        yield Finding(site.node, said(start, function) + f" behind the guard{line}, not under it: children run it too",
                      "indent it, so that it belongs to the guard's block", mask)
