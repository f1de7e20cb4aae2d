import ast

from guard_collect import GUARD, Class
from guard_finding import Finding
from guard_names import AGAIN
from guard_targets import resolved, submissions

ID = "target-under-guard"
LEVEL = "error"
TITLE = "A target that is defined under the guard"
WHY = """What stands under the guard is left out when a child imports the main module again. A function or class that
is defined there does not exist in the child: AttributeError, and a pool waits for ever for workers that die of it.
Under fork the child has it."""
METHODS = ("spawn", "forkserver")
VERSIONS = "all"
BAD = """from multiprocessing import Process

if __name__ == "__main__":
    def work():
        print("at work")

    Process(target=work).start()
"""
GOOD = """from multiprocessing import Process

def work():
    print("at work")

if __name__ == "__main__":
    Process(target=work).start()
"""


def finding(node, made, mask):
    message = f"{made.name} is defined under the guard (line {made.node.lineno}): children do not have it"
    return Finding(node, message, f"define {made.name} above the guard", mask)


def check(model):
    for submission in submissions(model):
        mask = submission.mask & AGAIN
        if submission.family == "loky" or not mask:
            continue
        what, made = resolved(model, submission.function, submission.site.scope)
        if what == "guarded":
            yield finding(submission.function, made, mask)
        for node in submission.extra:  # an object whose class children do not have
            made = model.defined(node.func, submission.site.scope) if isinstance(node, ast.Call) else None
            if isinstance(made, Class) and made.scope is model.module and made.place.region == GUARD:
                yield finding(node, made, mask)
    for site in model.calls():
        made = model.defined(site.node.func, site.scope)
        if not isinstance(made, Class) or made.scope is not model.module or made.place.region != GUARD:
            continue
        role = model.base_role(made)
        if role is not None and role.does == "process" and model.narrowed(role.mask) & AGAIN:
            yield finding(site.node, made, model.narrowed(role.mask) & AGAIN)
