from guard_collect import GUARD, IMPORT, Class
from guard_finding import Finding
from guard_names import AGAIN
from guard_targets import BUILTINS, child_functions, needs_of, reached

ID = "global-under-guard"
LEVEL = "error"
TITLE = "A global that is set under the guard, and used by a target"
WHY = """A forked child has the parent's variables. A spawned one imports the main module again and leaves out what is
under the guard: a global that is set there does not exist in it (NameError), or still has the value that the top
level gave it. The script works on one system and fails, or computes something else, on another."""
METHODS = ("spawn", "forkserver")
VERSIONS = "all"
BAD = """from multiprocessing import Pool

def scale(x):
    return x * factor

if __name__ == "__main__":
    factor = 3
    with Pool() as pool:
        print(pool.map(scale, range(10)))
"""
GOOD = """from functools import partial
from multiprocessing import Pool

def scale(x, factor):
    return x * factor

if __name__ == "__main__":
    with Pool() as pool:
        print(pool.map(partial(scale, factor=3), range(10)))
"""
HELP = "hand it over as an argument, or set it by the pool's initializer"


def set_by_program(model, child_side):
    """{name: line} of globals that functions set which run under the guard, and never in a child."""
    found = {}
    for site in model.module.calls:
        if site.place.region != GUARD:
            continue
        function = model.callee(site)
        if function is None or isinstance(function, Class) or function in child_side:
            continue
        for name in needs_of(model, function).writes:
            found.setdefault(name, function.node.lineno)
    return found


def check(model):
    children, _ = child_functions(model)
    if not children or not model.guards:
        return
    side = {part for function, site, mask in children for part in reached(model, function)}
    written = {name for part in side for name in needs_of(model, part).writes}
    by_program = set_by_program(model, side)
    said = set()
    for function, site, mask in children:
        mask = model.narrowed(mask) & AGAIN
        for part in reached(model, function) if mask else ():
            for name, node in needs_of(model, part).reads.items():
                if name in written or name in said or name in BUILTINS:
                    continue
                bound = model.module.bound.get(name, ())
                under = [where for place, where in bound if place is not None and place.region == GUARD]
                first = any(place is not None and place.region == IMPORT for place, where in bound)
                line = under[0].lineno if under else by_program.get(name)
                if line is None:
                    continue
                said.add(name)
                if first:
                    yield Finding(node, f"{name} is set under the guard (line {line}), and {part.name}() runs in children: they "
                                  "have the value of the top level", HELP, mask, "warning")
                else:
                    yield Finding(node, f"{name} is set under the guard only (line {line}), and {part.name}() runs in children: "
                                  "they do not have it", HELP, mask)
