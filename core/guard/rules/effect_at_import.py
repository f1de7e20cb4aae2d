import ast

from guard_collect import IMPORT
from guard_finding import Finding
from guard_model import argument, literal

ID = "effect-at-import"
LEVEL = "warning"
TITLE = "Work at the top level that every child repeats"
WHY = """Under spawn and forkserver each child imports the main module again, and does once more what stands at its
top level: it prints the same lines, empties the same file, asks the same server. With a pool of eight that is eight
times."""
METHODS = ("spawn", "forkserver")
VERSIONS = "all"
BAD = """from multiprocessing import Pool

log = open("run.log", "w")

if __name__ == "__main__":
    Pool().map(abs, range(10))
"""
GOOD = """from multiprocessing import Pool

if __name__ == "__main__":
    log = open("run.log", "w")
    Pool().map(abs, range(10))
"""
HELP = 'do it under `if __name__ == "__main__":`'
FILES = "changes files"
OPENS = "opens a file for writing"
PROCESS = "starts a program"
NETWORK = "uses the network"
EFFECTS = {
    "os.remove": FILES, "os.unlink": FILES, "os.rename": FILES, "os.replace": FILES, "os.mkdir": FILES, "os.makedirs": FILES,
    "os.rmdir": FILES, "os.removedirs": FILES, "os.truncate": FILES, "os.symlink": FILES, "os.link": FILES,
    "shutil.rmtree": FILES, "shutil.copy": FILES, "shutil.copy2": FILES, "shutil.copyfile": FILES, "shutil.copytree": FILES,
    "shutil.move": FILES, "os.system": PROCESS, "os.popen": PROCESS, "subprocess.run": PROCESS, "subprocess.Popen": PROCESS,
    "subprocess.call": PROCESS, "subprocess.check_call": PROCESS, "subprocess.check_output": PROCESS,
    "subprocess.getoutput": PROCESS, "urllib.request.urlopen": NETWORK, "urllib.request.urlretrieve": NETWORK,
    "socket.create_connection": NETWORK, "socket.create_server": NETWORK, "requests.get": NETWORK, "requests.post": NETWORK,
    "requests.put": NETWORK, "requests.head": NETWORK, "requests.delete": NETWORK, "requests.request": NETWORK,
    "httpx.get": NETWORK, "httpx.post": NETWORK, "httpx.request": NETWORK, "sqlite3.connect": "opens a database",
    "webbrowser.open": PROCESS, "logging.FileHandler": OPENS, "logging.handlers.RotatingFileHandler": OPENS,
    "logging.handlers.TimedRotatingFileHandler": OPENS,
}
OF_PATH = {"write_text": FILES, "write_bytes": FILES, "mkdir": FILES, "unlink": FILES, "touch": FILES, "rmdir": FILES}
OF_SOCKET = {"bind", "connect", "listen"}
OF_BUILTINS = {"print": "prints", "input": "waits for input, of which children have none"}


def is_made_by(model, node, scope, maker):
    """An expression that comes of a call of `maker`, such as a Path, for sure."""
    for _ in range(8):
        if isinstance(node, ast.BinOp):
            node = node.left
        elif isinstance(node, ast.Call):
            if model.qualified(node.func, scope) == maker:
                return True
            node = node.func.value if isinstance(node.func, ast.Attribute) else None
        elif isinstance(node, ast.Name):
            values = scope.values.get(node.id, ())
            node = values[0][1] if len(values) == 1 and values[0][0] == "is" else None
        else:
            return False
    return False


def writes(node, mode):
    mode = literal(mode)
    return isinstance(mode, str) and any(letter in mode for letter in "wax+")


def effect_of(model, site):
    node, func = site.node, site.node.func
    if literal(argument(node, "exist_ok")) is True:
        return None  # done once or often, it is the same
    full = model.qualified(func, site.scope)
    if full in EFFECTS:
        return EFFECTS[full]
    if full == "logging.basicConfig" and argument(node, "filename") is not None:
        return OPENS
    if isinstance(func, ast.Name):
        if func.id == "open" and full is None and not model.definitions("open", site.scope):
            return OPENS if writes(node, argument(node, "mode", 1)) else None
        if func.id in OF_BUILTINS and full is None and not model.definitions(func.id, site.scope):
            return OF_BUILTINS[func.id]
    if isinstance(func, ast.Attribute) and func.attr in OF_SOCKET and is_made_by(model, func.value, site.scope, "socket.socket"):
        return NETWORK
    if isinstance(func, ast.Attribute) and (func.attr in OF_PATH or func.attr == "open"):
        if is_made_by(model, func.value, site.scope, "pathlib.Path"):
            if func.attr == "open":
                return OPENS if writes(node, argument(node, "mode", 0)) else None
            return OF_PATH[func.attr]
    return None


def check(model):
    if not model.is_program():
        return
    mask = model.again()
    for site in model.module.calls:
        place = site.place
        if place.region != IMPORT or place.handler or place.leaves or place.fooled:
            continue
        effect = effect_of(model, site)
        if effect is not None:
            name = model.spelled(site.node.func)
            yield Finding(site.node, f"{name}() {effect}, and every child does it again when it imports this module", HELP, mask)
