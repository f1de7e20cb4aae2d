from guard_collect import IMPORT
from guard_finding import Finding
from guard_names import AGAIN

ID = "unguarded-start"
LEVEL = "error"
TITLE = "Processes are started at import time, outside a guard"
WHY = """Under spawn and forkserver every child imports the main module again. What stands at its top level runs once
more there: a child that gets to a start of processes dies of RuntimeError ("An attempt has been made to start a new
process before the current process has finished its bootstrapping phase"), and a pool replaces dead workers for ever.
Under fork it works, so that it is found out on macOS, on Windows, or with Python 3.14."""
METHODS = ("spawn", "forkserver")
VERSIONS = "all; fork was the default on Linux until 3.13, forkserver is since 3.14"
BAD = """from multiprocessing import Pool

def square(x):
    return x * x

pool = Pool(4)
print(pool.map(square, range(10)))
"""
GOOD = """from multiprocessing import Pool

def square(x):
    return x * x

if __name__ == "__main__":
    with Pool(4) as pool:
        print(pool.map(square, range(10)))
"""
CATCHES = {"*", "Exception", "BaseException"}
HELP = 'start processes under `if __name__ == "__main__":`, or in a function that is called there'


def said(start, function):
    if function is None:
        return f"{start.what}() starts processes"
    return f"{function.name}() starts processes ({start.what}() in line {start.site.node.lineno})"


def check(model):
    seen = set()
    for site, start, function in model.happenings():
        mask = start.mask & AGAIN
        if site.place.region != IMPORT or site.place.after or site.place.fooled or not mask:
            continue
        if start.key in seen and function is None:
            continue
        seen.add(start.key)
        if "RuntimeError" in site.place.caught:
            continue  # the refusal is awaited
        level = "warning" if CATCHES.intersection(site.place.caught) else None
        message = said(start, function) + " when the module is imported, which every child does again"
        yield Finding(site.node, message, HELP, mask, level)
