import ast

from guard_collect import Class
from guard_finding import Finding
from guard_names import AGAIN
from guard_targets import resolved, submissions

ID = "unpicklable-target"
LEVEL = "error"
TITLE = "A target that children cannot import: a lambda or a nested function"
WHY = """A function is sent to a child by its name: the child imports the module and looks the name up. A lambda has
no name, and what is defined in another function is not to be found in the module. Processes and initializers of fork
inherit their function and do without; the tasks of a pool are always sent. loky and multiprocess (dill) can send
code, and are left alone."""
METHODS = ("fork", "spawn", "forkserver")
VERSIONS = "all"
BAD = """from multiprocessing import Pool

if __name__ == "__main__":
    with Pool() as pool:
        print(pool.map(lambda x: x * x, range(10)))
"""
GOOD = """from multiprocessing import Pool

def square(x):
    return x * x

if __name__ == "__main__":
    with Pool() as pool:
        print(pool.map(square, range(10)))
"""
HELP = "define it at the top level of the module"


def nested_class(model, site):
    """class Worker(Process) in a function, of which an object is made."""
    made = model.defined(site.node.func, site.scope)
    if not isinstance(made, Class) or made.scope is model.module or made.name in made.scope.globals:
        return None
    role = model.base_role(made)
    inside = made.scope.parent is not None and not isinstance(made.scope.node, ast.ClassDef)
    return made if inside and role is not None and role.does == "process" and role.family == "mp" else None


def check(model):
    for submission in submissions(model):
        if submission.family != "mp":
            continue
        mask = submission.mask if submission.how == "task" else submission.mask & AGAIN
        scope = submission.site.scope
        for node in [submission.function, *submission.extra]:
            if node is not submission.function and not isinstance(node, (ast.Lambda, ast.Name)):
                continue
            what, made = resolved(model, node, scope)
            if not mask or what not in ("lambda", "nested"):
                continue
            if what == "nested" and isinstance(made.node, ast.ClassDef) and node is not submission.function:
                continue
            which = "a lambda" if what == "lambda" else f"{made.name}(), which is defined in a function,"
            yield Finding(node, f"{which} cannot be sent to a child: it is not to be found by its name", HELP, mask)
    for site in model.calls():
        made = nested_class(model, site)
        if made is not None:
            role = model.base_role(made)
            mask = model.narrowed(role.mask) & AGAIN
            if mask:
                yield Finding(site.node, f"{made.name}, which is defined in a function, cannot be sent to a child", HELP, mask)
