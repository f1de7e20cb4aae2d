import ast

from guard_finding import Finding
from guard_names import AGAIN
from guard_truth import CHILD, MAIN, mentions_name

ID = "wrong-guard"
LEVEL = "error"
TITLE = "A guard that does not do what it is there for"
WHY = """In a script `__name__` is "__main__"; in a child that imports the script again it is "__mp_main__". A
condition that is never true leaves the program out; one that is true in both, or only in children, starts processes
from children."""
METHODS = ("spawn", "forkserver")
VERSIONS = "all"
BAD = """from multiprocessing import Pool

if __name__ != "__main__":
    Pool().map(abs, range(10))
"""
GOOD = """from multiprocessing import Pool

if __name__ == "__main__":
    Pool().map(abs, range(10))
"""
HELP = 'write `if __name__ == "__main__":`'


def letters(text):
    return "".join(c for c in text.lower() if c.isalpha())


def is_misspelt(test):
    """A comparison of __name__ with what looks like "__main__"."""
    if not isinstance(test, ast.Compare):
        return False
    for part in [test.left, *test.comparators]:
        if isinstance(part, ast.Name) and letters(part.id) == "main":
            return True
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value not in (MAIN, CHILD):
            if letters(part.value) in ("main", "mainpy", "mian"):
                return True
        if isinstance(part, ast.Constant) and part.value == "__name__":
            return True
    return False


def masks_of(model):
    """{`if`: what is started in it}, of those that are no guard."""
    found = {}
    for site, start, function in model.happenings():
        where = site.place.fooled
        if where is not None:
            found[where] = found.get(where, 0) | start.mask
    return found


def check(model):
    masks = masks_of(model)
    for node, main, child in model.suspects:
        mask = masks.get(node, 0) & AGAIN
        if main is False and child is False or is_misspelt(node.test) and main is not True and child is not True:
            if is_misspelt(node.test) or mask:
                yield Finding(node.test, 'this is never true: the __name__ of a script is "__main__"', HELP, mask or AGAIN)
        elif mask and child is True and main is False:
            yield Finding(node.test, "this is true in children only: they start processes, and the script does not", HELP, mask)
        elif mask:
            message = 'this does not keep children out: it can be true where __name__ is "__mp_main__"'
            yield Finding(node.test, message, HELP, mask)
    for node in model.guards:
        test = node.test
        if isinstance(test, ast.Compare) and mentions_name(test) and any(isinstance(op, ast.Is) for op in test.ops):
            yield Finding(test, "__name__ is compared by identity, which holds by chance only", HELP, AGAIN, "warning")
