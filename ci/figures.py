"""What the scripts in ci/ need of result files and of processes."""

import json
import math
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROCSTART = os.environ.get("PROCSTART", os.path.join(ROOT, "build", "procstart"))


def machine():
    """One line that says where figures come from."""
    model = "unknown processor"
    with open("/proc/cpuinfo") as info:
        for line in info:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return f"{model}, {len(os.sched_getaffinity(0))} processors, Linux {os.uname().release}"


def bench(path, *options):
    """Runs bench into `path` and returns the result; ends the script where it does not succeed."""
    if os.path.exists(path):
        os.unlink(path)
    command = [PROCSTART, "bench", "--quiet", "-o", path, *options]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")
    with open(path) as file:
        return json.load(file)


def figure(cell, phase="reaped"):
    """(median, half-width of its interval relative to it) of a phase, in ns; NaN where it is missing."""
    summary = cell["summary"].get(phase + "_ns")
    if not summary or summary["median"] is None:
        return math.nan, math.nan
    low, high = summary["ci95"] or (math.nan, math.nan)
    return summary["median"], (high - low) / 2 / summary["median"]


def duration(ns):
    """Three digits and a unit."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("us", 1e3)):
        if ns >= size:
            return f"{ns / size:.3g} {unit}"
    return f"{ns:.3g} ns"


def verdict(holds, text):
    """Prints a judged figure; returns whether it holds."""
    print(("ok      " if holds else "FAILED  ") + text)
    return holds
