"""bench-guard.py PROCSTART RUFF WORK: makes the files in the folder WORK, measures, and prints the ratios."""

import ast
import glob
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import time

FILES, LINES, SPREAD, ROUNDS, MOST = 1000, 300, 50, 7, 2.0
USE = """import multiprocessing


def work_of_procstart(x):
    return x


def main_of_procstart():
    with multiprocessing.Pool(2) as pool:
        return pool.map(work_of_procstart, range(3))


"""


def pieces():
    """Texts of about LINES lines that parse: whole statements of the standard library's modules."""
    for path in sorted(glob.glob(os.path.join(sysconfig.get_path("stdlib"), "**", "*.py"), recursive=True)):
        if any(part in path for part in ("site-packages", "test", "lib2to3", "idlelib")):
            continue
        with open(path, "rb") as file:
            source = file.read()
        try:
            tree, text = ast.parse(source), source.decode()
        except (SyntaxError, UnicodeDecodeError, ValueError):
            continue
        lines, first = text.splitlines(True), 0
        for statement in tree.body:
            many = statement.end_lineno - first
            if many > LINES + SPREAD:
                first = statement.end_lineno  # a class that is larger by itself
            elif many >= LINES - SPREAD and "__future__" not in text:
                yield "".join(lines[first : statement.end_lineno])
                first = statement.end_lineno


def make(folder, head):
    os.makedirs(folder)
    made, lines = 0, 0
    while made < FILES:  # there may be fewer pieces than files
        for text in pieces():
            if made == FILES:
                break
            text = head + text
            with open(os.path.join(folder, f"file_{made:04}.py"), "w", encoding="utf-8") as file:
                file.write(text)
            made += 1
            lines += text.count("\n")
    return lines


def seconds(command, folder):
    for cache in ("__pycache__", ".ruff_cache"):
        shutil.rmtree(os.path.join(folder, cache), ignore_errors=True)
    began = time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    took = time.perf_counter() - began
    if done.returncode not in (0, 1):
        sys.exit(f"{command[0]} failed: {done.stderr.decode(errors='replace')[-500:]}")
    return took


def measure(folder, procstart, ruff):
    commands = {
        "guard": [procstart, "guard", "--quiet", "--python", sys.executable, "."],
        "compileall": [sys.executable, "-m", "compileall", "-q", "-j", "2", "."],
        "ruff": [ruff, "check", "--quiet", "--no-cache", "--isolated", "--select", "F", "."],
    }
    took = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            took[name].append(seconds(command, folder))
    return took


def ratio(took, other):
    return statistics.median(guard / its for guard, its in zip(took["guard"], took[other]))


def main():
    procstart, ruff, work = sys.argv[1:]
    worst = 0
    for name, head in (("nothing of processes in them", ""), ("a pool in each", USE)):
        folder = os.path.join(work, name.replace(" ", "-"))
        lines = make(folder, head)
        took = measure(folder, procstart, ruff)
        medians = ", ".join(f"{key} {statistics.median(value):.2f} s" for key, value in took.items())
        print(f"{FILES} files, {lines} lines, {name}: {medians}")
        print(f"  guard / compileall -j 2: {ratio(took, 'compileall'):.2f} (at most {MOST:.0f})")
        print(f"  guard / ruff check --select F: {ratio(took, 'ruff'):.1f}")
        worst = max(worst, ratio(took, "compileall"))
    print(f"{int(worst <= MOST)} passed, {int(worst > MOST)} failed")
    return worst > MOST


sys.exit(main())
