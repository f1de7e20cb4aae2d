from guard_collect import CHILDREN, IMPORT
from guard_finding import Finding

ID = "exit-at-import"
LEVEL = "error"
TITLE = "The top level ends the process, children too"
WHY = """A child that imports the main module again runs into a sys.exit() at its top level as the script does, and is
gone before it gets to its target. A pool replaces such children for ever."""
METHODS = ("spawn", "forkserver")
VERSIONS = "all"
BAD = """import sys
from multiprocessing import Pool

if __name__ == "__main__":
    Pool().map(abs, range(10))

sys.exit(0)
"""
GOOD = """import sys
from multiprocessing import Pool

if __name__ == "__main__":
    Pool().map(abs, range(10))
    sys.exit(0)
"""
EXITS = {"sys.exit", "os._exit", "os.abort"}


def ends(model, site):
    full = model.qualified(site.node.func, site.scope)
    name = getattr(site.node.func, "id", None)
    return full in EXITS or full is None and name in ("exit", "quit") and not model.definitions(name, site.scope)


def check(model):
    if not model.is_program():
        return
    mask = model.again()
    for site in model.module.calls:
        place = site.place
        if place.region not in (IMPORT, CHILDREN) or place.handler or place.conditional or place.caught:
            continue
        if place.region == CHILDREN and not place.withs and place.fooled is None:
            continue  # TYPE_CHECKING: nobody runs it
        if ends(model, site):
            yield Finding(site.node, "children run this when they import the module, and end before they get to their target",
                          'do it under `if __name__ == "__main__":`', mask)
