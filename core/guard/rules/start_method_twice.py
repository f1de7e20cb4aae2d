from guard_finding import Finding
from guard_model import argument, literal
from guard_names import ALL
from guard_order import may_follow

ID = "start-method-twice"
LEVEL = "error"
TITLE = "set_start_method() when the method is settled"
WHY = """The start method of a program can be set once, and only before it is used: by a second set_start_method(), or
one that comes after a Process was started or a Pool, Queue or Lock was made, RuntimeError is raised ("context has
already been set")."""
METHODS = ("fork", "spawn", "forkserver")
VERSIONS = "all"
BAD = """import multiprocessing

if __name__ == "__main__":
    queue = multiprocessing.Queue()
    multiprocessing.set_start_method("spawn")
"""
GOOD = """import multiprocessing

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    queue = multiprocessing.Queue()
"""
CATCHES = {"*", "RuntimeError", "Exception", "BaseException"}
SETTLES = {"pool", "manager", "touches"}


def settles(model, site):
    """What a call does that settles the default context's method, in words; or None."""
    role = model.role_of(site.node.func, site.scope)
    if role is None or role.mask != ALL or role.family == "loky":
        return None
    name = model.qualified(site.node.func, site.scope)  # of a context of its own it would have none
    if name is None or name.startswith(("multiprocessing.pool.", "concurrent.")):
        return None
    if role.does in SETTLES:
        return f"{name.rpartition('.')[2]}() in line {site.node.lineno} settled it"
    if role.does == "set_start_method" and not CATCHES.intersection(site.place.caught):
        return f"line {site.node.lineno} sets it"
    return None


def check(model):
    for site in model.settings:
        force = argument(site.node, "force", 1)
        if CATCHES.intersection(site.place.caught) or force is not None and literal(force) is not False:
            continue
        for other in site.scope.calls:
            if other.node is site.node or not may_follow(other, site):
                continue
            why = settles(model, other)
            if why is not None:
                yield Finding(site.node, "the start method cannot be set here: " + why,
                              "set it once, before anything of multiprocessing is used", ALL)
                break
