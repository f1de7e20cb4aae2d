"""kill.py FOLDER TIMES: for ci/kill, one lane of it. FOLDER/tree is an installed procstart of this lane alone."""

import datetime
import json
import os
import random
import signal
import subprocess
import sys
import time

FOLDER, TIMES = sys.argv[1], int(sys.argv[2])
TREE = os.path.join(FOLDER, "tree")
OUT = os.path.join(FOLDER, "out")
TEMPORARY = os.path.join(FOLDER, "tmp")
SHARED = "/dev/shm"
MARK = f"PROCSTART_KILL={FOLDER}"
KINDS = (("--api", "native"), ("--api", "python"), ())


def processes():
    """What runs a program of the tree, or has the mark in its environment (a stock interpreter)."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            exe = os.readlink(f"/proc/{pid}/exe")
            with open(f"/proc/{pid}/environ", "rb") as environ:
                marked = MARK.encode() in environ.read().split(b"\0")
        except OSError:
            continue
        if exe.startswith(TREE + "/") or marked and int(pid) != os.getpid():
            with open(f"/proc/{pid}/cmdline", "rb") as line:
                found.append(f"{pid} {exe} {line.read().replace(bytes(1), b' ').decode(errors='replace')}")
    return found


def files(before):
    """Files that were not there before, the result itself apart."""
    now = {os.path.join(folder, name) for folder in (TEMPORARY, SHARED) for name in os.listdir(folder)}
    mine = {os.path.join(OUT, name) for name in os.listdir(OUT)} - {os.path.join(OUT, "r.json")}
    return sorted(now - before | mine)


def times(result):
    """Ends of all starts in the file, ns since its `started`, in order; and how long the longest turn took."""
    ends, turns = [], {}
    for cell in result["cells"]:
        for samples in (cell.get("samples"), cell.get("first")):
            if samples:
                reaped = samples.get("reaped_ns") or [0] * len(samples["asked_ns"])
                ends += [asked + (took or 0) for asked, took in zip(samples["asked_ns"], reaped)]
                for turn in zip(samples["epoch"], samples["round"], samples["asked_ns"], reaped):
                    begun, _ = turns.get((cell["id"], samples is cell.get("first"), *turn[:2]), (turn[2], 0))
                    turns[cell["id"], samples is cell.get("first"), *turn[:2]] = begun, turn[2] + (turn[3] or 0)
    return sorted(ends), max((end - begun for begun, end in turns.values()), default=0)


def lacks(killed):
    """What is wrong with the result file, or None. `killed`: wall clock, s."""
    path = os.path.join(OUT, "r.json")
    if not os.path.exists(path):
        return None
    try:
        with open(path) as file:
            result = json.load(file)
    except ValueError as error:
        return f"the result does not load: {error}"
    if result["schema"] != "procstart.result/1" or result["complete"]:
        return "the result says that it is complete"
    started = datetime.datetime.fromisoformat(result["started"].replace("Z", "+00:00")).timestamp()
    ends, turn = times(result)
    if not ends:
        return None if killed - started < 3 else "the result has no sample at all"
    # Between two starts there may be none for a while (runners come up): so long a pause may also be at the end. What a turn
    # starts is known when it ends: the one that ran is lost.
    pause = max([later - earlier for earlier, later in zip(ends, ends[1:])] + [ends[0], turn])
    lost = killed - started - ends[-1] / 1e9
    if lost <= 1.05 + pause / 1e9:
        return None
    return f"the result lacks the last {lost:.2f} s (longest pause or turn {pause / 1e9:.2f} s)"


def once(number):
    """Kills one run; returns what is wrong afterwards."""
    before = {os.path.join(folder, name) for folder in (TEMPORARY, SHARED) for name in os.listdir(folder)}
    for name in os.listdir(OUT):
        os.unlink(os.path.join(OUT, name))
    environment = dict(os.environ, TMPDIR=TEMPORARY, PROCSTART_KILL=FOLDER)
    kind = KINDS[number % len(KINDS)]
    # A precision that it never reaches: at rest the native cells alone are done within the moments that are drawn from.
    command = [os.path.join(TREE, "bin", "procstart"), "bench", "--quiet", "--precision", "0.0001%"]
    command += ["-o", os.path.join(OUT, "r.json"), *kind]
    null = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdin=null, stdout=null, stderr=null) as run:
        # Half of the moments lie where things are set up.
        time.sleep(random.uniform(0, 0.5) if number % 2 else random.uniform(0.5, 4))
        if run.poll() is not None:
            return [f"bench ended by itself, with {run.returncode}"]
        run.send_signal(signal.SIGKILL)
        killed = time.time()
    time.sleep(1)
    wrong = [f"process left: {line}" for line in processes()] + [f"file left: {path}" for path in files(before)]
    lacking = lacks(killed)
    return wrong + ([lacking] if lacking else [])


os.makedirs(OUT, exist_ok=True)
os.makedirs(TEMPORARY, exist_ok=True)
for moment in range(TIMES):
    trouble = once(moment)
    print(f"{'FAILED' if trouble else 'ok'} {moment}", *trouble, sep="\n        " if trouble else " ", flush=True)
