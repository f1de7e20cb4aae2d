from guard_collect import IMPORT
from guard_finding import Finding
from guard_model import argument, literal
from guard_names import ALL, METHODS as BITS, SPAWN

ID = "start-method-at-import"
LEVEL = "error"
TITLE = "set_start_method() at import time"
WHY = """A child that was spawned has its start method set before it imports the main module: set_start_method() at
the top level raises RuntimeError ("context has already been set") there, and the child dies. With force=True, or for
another method, it does not die; but whoever imports the module, be it for one function or in a test, gets a start
method that it did not ask for."""
METHODS = ("fork", "spawn", "forkserver")
VERSIONS = "all"
BAD = """import multiprocessing

multiprocessing.set_start_method("spawn")

if __name__ == "__main__":
    multiprocessing.Process(target=print).start()
"""
GOOD = """import multiprocessing

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    multiprocessing.Process(target=print).start()
"""
CATCHES = {"*", "RuntimeError", "Exception", "BaseException"}


def check(model):
    for site in model.settings:
        if site.place.region != IMPORT or site.place.fooled or CATCHES.intersection(site.place.caught):
            continue
        method = argument(site.node, "method", 0)
        force = argument(site.node, "force", 1)
        bits = BITS.get(literal(method), ALL)
        help = 'set it under `if __name__ == "__main__":`, or use a context: multiprocessing.get_context("spawn")'
        if bits & SPAWN and (force is None or literal(force) is False):
            message = "every spawned child sets the start method again and dies: it has been set there"
            yield Finding(site.node, message, help, SPAWN)
        else:
            yield Finding(site.node, "whoever imports this module gets its start method, children too", help, bits, "warning")
