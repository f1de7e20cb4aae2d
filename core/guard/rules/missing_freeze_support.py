import os

from guard_collect import GUARD
from guard_finding import Finding
from guard_names import SPAWN

ID = "missing-freeze-support"
LEVEL = "warning"
TITLE = "freeze_support() is missing in a program that is frozen"
WHY = """In a program made by PyInstaller, cx_Freeze or py2exe a spawned child is the program itself, started with
arguments that tell it what it is. freeze_support(), first thing under the guard, takes over there; without it the
child runs the whole program again, which starts children again. In a script that is not frozen it does nothing. That
a program is frozen is seen by sys.frozen, sys._MEIPASS, an import of a freezer, or a .spec file of PyInstaller's
beside the script."""
METHODS = ("spawn",)
VERSIONS = "all"
BAD = """import multiprocessing
import sys

HERE = sys._MEIPASS if getattr(sys, "frozen", False) else "."

if __name__ == "__main__":
    multiprocessing.Process(target=print, args=(HERE,)).start()
"""
GOOD = """import multiprocessing
import sys

HERE = sys._MEIPASS if getattr(sys, "frozen", False) else "."

if __name__ == "__main__":
    multiprocessing.freeze_support()
    multiprocessing.Process(target=print, args=(HERE,)).start()
"""
FREEZERS = {"PyInstaller", "cx_Freeze", "py2exe", "bbfreeze", "nuitka", "py2app"}
SIGNS = (b"_MEIPASS", b"sys.frozen", b'"frozen"', b"'frozen'")


def evidence(model):
    """Why it is believed to be frozen, or None."""
    for full in model.module.imports.values():
        if full.partition(".")[0] in FREEZERS:
            return f"it imports {full.partition('.')[0]}"
    for sign in SIGNS:
        if sign in model.source:
            return f"it asks for {sign.decode().strip(chr(34) + chr(39))}"
    stem, ending = os.path.splitext(model.path)
    if ending and os.path.isfile(stem + ".spec"):
        return f"there is {os.path.basename(stem)}.spec"
    return None


def check(model):
    if not model.guards:
        return
    calls = [site for site in model.calls() if model.does(site) == "freeze_support"]
    for site, start, function in model.happenings():
        if site.place.region != GUARD or not start.mask & SPAWN:
            continue
        if any(call.scope is model.module and call.node.lineno <= site.node.lineno for call in calls):
            return
        if function is not None and any(call.scope is not model.module for call in calls):
            return  # in the function that starts them, or on the way to it
        why = evidence(model)
        if why is not None:
            yield Finding(site.node, f"the program is frozen ({why}), and its children run it again from here",
                          "call multiprocessing.freeze_support() first under the guard", SPAWN)
        return
