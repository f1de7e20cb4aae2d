"""windows.py result FILE VERSION..                 what a result made under Wine has to say
windows.py kill TREE TIMES PYTHON               terminates TIMES runs of the procstart installed in TREE, each at a random moment

For ci/windows, which has set up Wine."""

import json
import os
import random
import subprocess
import sys
import time

WINE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "wine")
PROGRAMS = ("procstart.exe", "procstart-keeper", "procstart-runner", "procstart-python")
ENDED = "bench ended by itself,"
NATIVE = ("returned", "running", "ready", "reaped")
PYTHON = ("returned", "running", "initialized", "unpickled", "main_imported", "ready", "reaped")


def lacking(cell, phases):
    summary = cell["summary"] or {}
    return [phase for phase in phases if (summary.get(phase + "_ns") or {}).get("median") is None]


def check_result(path, *versions):
    with open(path, encoding="utf-8") as file:
        result = json.load(file)
    wrong = []
    if not (result["host"]["emulation"] or "").startswith("wine-8"):
        wrong.append(f"host.emulation is {result['host']['emulation']!r}")
    if not result["complete"]:
        wrong.append("not complete")
    wanted = {("native", "spawn", None): NATIVE} | {("python", "spawn", version): PYTHON for version in versions}
    refused = {(api, method) for api in ("native", "python") for method in ("fork", "forkserver")}
    mechanisms = set()
    for cell in result["cells"]:
        key = (cell["api"], cell["method"], cell["python"])
        if cell["method"] in ("fork", "forkserver"):
            refused.discard(key[:2])
            if cell["status"] != "unsupported" or not cell["reason"]:
                wrong.append(f"{cell['id']} is {cell['status']}, reason {cell['reason']!r}")
        elif cell["status"] != "ok":
            wrong.append(f"{cell['id']} is {cell['status']}: {cell['reason']}")
        elif cell["child"] != "stock" and key in wanted:
            mechanisms.add((*key, cell["mechanism"]))
            wrong += [f"{cell['id']} lacks {phase}" for phase in lacking(cell, wanted[key])]
    wrong += [f"no {' '.join(key)} cell says that it is unsupported" for key in refused]
    if ("native", "spawn", None, "CreateProcessW") not in mechanisms:
        wrong.append("no native/spawn/CreateProcessW")
    wrong += [f"no python/spawn@{version}" for version in versions if not any(m[2] == version for m in mechanisms)]
    return wrong


def processes():
    """Processes of this Wine prefix that run a program of procstart's or a Python, as Windows would see them."""
    found = []
    mark = b"WINEPREFIX=" + os.environ["WINEPREFIX"].encode()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            exe = os.readlink(f"/proc/{pid}/exe")
            with open(f"/proc/{pid}/environ", "rb") as environ:
                mine = mark in environ.read().split(b"\0")
            with open(f"/proc/{pid}/cmdline", "rb") as line:
                command = line.read().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        # Killed before it ran any code of Windows', while Wine's loader had asked its server for a place: it gets no answer,
        # and no process of Windows' is there any more. One that has begun is named by its program.
        if command.startswith(exe + " "):
            continue
        name = command.lower().partition(".exe")[0].replace("/", "\\").rpartition("\\")[2]
        if mine and "wine" in exe and name.startswith(("procstart", "python")):
            found.append(f"{pid} {command}")
    return found


def files(out):
    """All files of the prefix' users, and of the folder of results but for the result itself."""
    found = {os.path.join(out, name) for name in os.listdir(out)} - {os.path.join(out, "r.json")}
    for folder, folders, names in os.walk(os.path.join(os.environ["WINEPREFIX"], "drive_c", "users")):
        found |= {os.path.join(folder, name) for name in folders + names}
    return found


def left(before, out):
    return [f"process left: {line}" for line in processes()] + [f"file left: {path}" for path in sorted(files(out) - before)]


def windows_path(path):
    return "Z:" + path.replace("/", "\\")


def wait_for_child():
    """Until a runner in Python has started a child."""
    deadline = time.monotonic() + 60
    while not any("--multiprocessing-fork" in line for line in processes()) and time.monotonic() < deadline:
        time.sleep(0.05)


def once(number, tree, python, out, seen):
    """Terminates one run; returns what is wrong afterwards. Adds to `seen` the programs that were running before."""
    result = os.path.join(out, "r.json")
    if os.path.exists(result):
        os.unlink(result)
    # A child that hangs ends neither by itself nor because a pipe has closed.
    hangs = os.path.join(os.path.dirname(tree), "hangs.py")
    with open(hangs, "w", encoding="utf-8") as file:
        file.write("import multiprocessing, time\nif multiprocessing.parent_process():\n    time.sleep(1000)\n")
    before = files(out)
    asked = ["--api", "python", "--python", windows_path(python)]
    kind = (["--api", "native"], asked, asked[2:], [*asked, "--method", "spawn", "--main", windows_path(hangs)])[number % 4]
    program = os.path.join(tree, "bin", "procstart.exe")
    command = [WINE, program, "bench", "--quiet", "-o", windows_path(result), *kind]
    null = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=null, stdout=null, stderr=null) as run:
        if "--main" in kind:
            wait_for_child()
        time.sleep(random.uniform(0.3, 1 if "--main" in kind else 8))
        ended = run.poll()
        if ended is not None:
            return [f"{ENDED} with {ended}"]
        seen.update(line.split(maxsplit=1)[1] for line in processes())
        # TerminateProcess(); tried again where the program had not begun to run.
        for _ in range(20):
            kill = [WINE, "taskkill", "/f", "/im", "procstart.exe"]
            if subprocess.run(kill, stdin=null, stdout=null, stderr=null).returncode == 0:
                break
        run.wait(timeout=60)
    # No time is judged; but what is there after so long was left.
    deadline = time.monotonic() + 20
    while left(before, out) and time.monotonic() < deadline:
        time.sleep(0.1)
    wrong = left(before, out)
    if os.path.exists(result):
        try:
            with open(result, encoding="utf-8") as file:
                if json.load(file)["complete"]:
                    wrong.append("the result says that it is complete")
        except ValueError as error:
            wrong.append(f"the result does not load: {error}")
    return wrong


def kill(tree, times, python):
    out = os.path.join(os.path.dirname(tree), "out")
    os.makedirs(out, exist_ok=True)
    seen = set()
    for number in range(int(times)):
        try:
            # A run that gave up on a slow machine was not terminated: another one is.
            for _ in range(3):
                trouble = once(number, tree, python, out, seen)
                if not trouble or not trouble[0].startswith(ENDED):
                    break
        except subprocess.TimeoutExpired as error:
            trouble = [str(error)]
        if number == int(times) - 1:
            unseen = [name for name in PROGRAMS if not any(name in command for command in seen)]
            trouble += [f"never seen running, so that its absence shows nothing: {name}" for name in unseen]
        print(f"{'FAILED' if trouble else 'ok'} {number}", *trouble, sep="\n        " if trouble else " ", flush=True)


if sys.argv[1] == "result":
    WRONG = check_result(*sys.argv[2:])
    print(*WRONG, sep="\n")
    sys.exit(bool(WRONG))
kill(*sys.argv[2:])
