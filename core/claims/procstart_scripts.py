"""Runs small programs as a user's: a main module that counts its executions, and starts processes with or without a guard."""

import multiprocessing
import os
import subprocess
import sys
import tempfile

STARTS = 2

# Every execution of the module is a line, whichever process it is in, and so is every target that ran.
HEAD = """
import os
import sys


def note(what):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "log"), "a") as log:
        log.write(what + "\\n")


note("main " + __name__)
import multiprocessing


def target():
    note("target")


def start():
    context = multiprocessing.get_context(sys.argv[1])
    for _ in range(int(sys.argv[2])):
        process = context.Process(target=target)
        process.start()
        process.join()


"""
GUARDED = HEAD + 'if __name__ == "__main__":\n    start()\n'
UNGUARDED = HEAD + "start()\n"

# An answer takes a second on a slow machine; what hangs is ended.
LIMIT_S = 20


def run(text, method, starts=STARTS, times=1):
    """Runs a program: executions of its main module, targets that ran, and whether it ended well."""
    with tempfile.TemporaryDirectory() as folder:
        script, log = os.path.join(folder, "program.py"), os.path.join(folder, "log")
        with open(script, "w") as file:
            file.write(text)
        well = True
        for _ in range(times):
            try:
                ended = subprocess.run(
                    [sys.executable, script, method, str(starts)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    timeout=LIMIT_S,
                )
                well = well and ended.returncode == 0
            except subprocess.TimeoutExpired:
                well = False
        with open(log) as file:
            lines = file.read().split("\n")
    return sum(line.startswith("main ") for line in lines), lines.count("target"), well


def methods():
    return multiprocessing.get_all_start_methods()
