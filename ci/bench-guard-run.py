"""bench-guard-run.py PROCSTART FOLDER PYTHON..: see ci/bench-guard-run.

All sides run in turn, in rounds of which the first is not counted; each figure is a median. Plain runs come one after the other,
as a user would do them by hand, by the same interpreters.
"""

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 15
METHODS = 3
MOST = 1.3


def timed(commands, environment):
    before = time.monotonic()
    for command in commands:
        subprocess.run(
            command, env=environment, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    return time.monotonic() - before


def main(procstart, folder, pythons):
    script = os.path.join(folder, "nothing.py")
    with open(script, "w", encoding="ascii") as file:
        file.write("pass\n")
    named = [word for python in pythons for word in ("--python", python)]
    guard = {"static": [procstart, "guard", *named, script], "run": [procstart, "guard", *named, "--run", script]}
    plain = [[python, script] for python in pythons] * METHODS
    found = {"plain": [], "static": [], "run": []}
    for number in range(ROUNDS + 1):
        times = {name: timed([command], os.environ) for name, command in guard.items()}
        times["plain"] = 0.0
        for python in pythons:
            times["plain"] += timed([command for command in plain if command[0] == python], environment_of(python))
        for name, seconds in times.items():
            if number > 0:
                found[name].append(seconds)
    each = list(zip(found["plain"], found["static"], found["run"]))
    runs = statistics.median((run - static) / plain for plain, static, run in each)
    whole = statistics.median(run / plain for plain, _, run in each)
    print(f"plain, {len(plain)} runs one after the other: {1000 * statistics.median(found['plain']):.0f} ms")
    for name in ("static", "run"):
        print(f"guard, {name}: {1000 * statistics.median(found[name]):.0f} ms")
    print(f"the whole command is {whole:.2f} times as much as the plain runs")
    print(f"what --run adds is {runs:.2f} times as much, at most {MOST}")
    return runs > MOST


def environment_of(python, known={}):
    """Builds that were moved find their own library only when they are told where."""
    if python not in known:
        alone = subprocess.run([python, "-c", ""], stderr=subprocess.DEVNULL).returncode == 0
        root = os.path.dirname(os.path.dirname(os.path.realpath(python)))
        known[python] = dict(os.environ) if alone else dict(os.environ, LD_LIBRARY_PATH=root)
    return known[python]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
