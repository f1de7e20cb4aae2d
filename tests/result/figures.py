#!/usr/bin/env python3
"""Writes tests/data/result/figures.json: a result whose figures were worked out here, by numpy and scipy, not by procstart.

    python3 tests/result/figures.py > tests/data/result/figures.json

test_summary.c computes them again from the samples and compares. Cells were chosen for what can go wrong: missing phases and
rounds, uneven epochs, too few epochs, a drift, runners that disagree, twins, floors, several groups, cells that do not count.
"""
import json
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "data/stats"))
from make import epoch_median, paired_ratio  # noqa: E402: what core/stats is held against

PHASES = ["returned", "running", "initialized", "unpickled", "main_imported", "ready", "reaped"]
COLD = 2
rng = np.random.default_rng(20261124)


def cell(id, api, method, mechanism, group, cost, *, epochs=14, rounds=6, starts=6, python=None, child="none", status="ok",
         stopped_by="time-limit", shows=("returned", "running", "ready", "reaped"), drift=0.0, spread=0.01, two_levels=0.0,
         missing=0.0, skip_rounds=0.0):
    columns = {"epoch": [], "round": [], "order": [], "turn": [], "asked_ns": []}
    columns |= {f"{phase}_ns": [] for phase in PHASES if phase in shows}
    first = {key: [] for key in columns}

    def add(to, epoch, round, turn, level):
        asked = (epoch * 100 + round * 10 + turn + 1) * 1_000_000 + int(rng.integers(0, 1000))
        reaped = cost * level * (1 + drift * epoch / (epochs - 1)) * (1.2 if turn < COLD else 1) * rng.lognormal(0, 0.03)
        to["epoch"].append(epoch)
        to["round"].append(round)
        to["order"].append(int(rng.integers(0, 5)))
        to["turn"].append(turn)
        to["asked_ns"].append(asked)
        for place, phase in enumerate(shows, 1):
            gone = phase not in ("running", "reaped") and rng.random() < missing
            to[f"{phase}_ns"].append(None if gone else max(int(reaped * place / len(shows)), 1))

    for epoch in range(epochs):
        level = rng.lognormal(0, spread) * (1 + two_levels * (epoch % 2))
        add(first, epoch, 0, 0, level * 3)
        for round in range(rounds):
            if rng.random() < skip_rounds:
                continue
            for turn in range(starts):
                add(columns, epoch, round, turn, level)
    return {"id": id, "api": api, "method": method, "mechanism": mechanism, "python": python, "child": child,
            "factors": {"ballast_bytes": 0, "threads": 0, "fds": 0, "workers": 1, "main": None}, "group": group,
            "status": status, "reason": None if status == "ok" else "made up", "starts": len(columns["epoch"]) + epochs,
            "stopped_by": stopped_by, "samples": columns, "first": first}


def pick(c, phase, steady=True):
    """Arrays (time, epoch, round) of the samples that have the phase."""
    s = c["samples"]
    kept = [i for i, t in enumerate(s.get(f"{phase}_ns", [])) if t is not None and (s["turn"][i] >= COLD) == steady]
    return tuple(np.array([s[key][i] for i in kept]) for key in (f"{phase}_ns", "epoch", "round"))


def ns(x):
    return int(np.floor(x + 0.5))


def summary(c, phase):
    x, epoch, _ = pick(c, phase)
    if len(x) == 0:
        return None
    cold = pick(c, phase, steady=False)[0]
    epochs = np.unique(epoch)
    level = 0.95
    if c["stopped_by"] == "precision":
        level = 1 - 0.05 * (1 - 5 / max(len(epochs), 10))
    ci95 = [ns(end) for end in epoch_median(x, epoch, level)[1:]] if len(epochs) >= 2 else None
    return {"n": len(x), "median": ns(np.median(x)), "cold_median": ns(np.median(cold)) if len(cold) else None, "ci95": ci95,
            "mean": ns(np.mean(x)), "stddev": ns(np.std(x, ddof=1)), "min": int(x.min()), "p90": ns(np.quantile(x, 0.9)),
            "p99": ns(np.quantile(x, 0.99)), "max": int(x.max())}


def contrast(a, b, phase):
    """a / b, paired within rounds."""
    ratio, low, high = paired_ratio(pick(a, phase), pick(b, phase), 0.95)
    return {"cell": a["id"], "against": b["id"], "phase": phase, "ratio": float(ratio), "ci95": [float(low), float(high)]}


cells = [
    cell("native/floor", "native", "floor", "floor", 0, 400, shows=("returned", "reaped")),
    cell("native/fork", "native", "fork", "fork", 0, 200_000),
    cell("native/spawn/posix_spawn+stub-static", "native", "spawn", "posix_spawn", 0, 150_000, child="stub-static",
         stopped_by="precision", drift=0.08, skip_rounds=0.2),
    cell("native/fork,twin=1", "native", "fork", "fork", 0, 200_000),
    cell("native/spawn/vfork+exec+stub-static", "native", "spawn", "vfork+exec", 0, 140_000, child="stub-static", missing=0.1,
         two_levels=0.5),
    cell("native/forkserver", "native", "forkserver", "forkserver", 1, 300_000, epochs=2, stopped_by="epochs"),
    cell("native/spawn/fork+exec+stub-static", "native", "spawn", "fork+exec", 1, 320_000, epochs=2, child="stub-static",
         status="interrupted", stopped_by="interrupt"),
    cell("python/fork@3.11.7", "python", "fork", "fork", 2, 900_000, python="3.11.7", child="host", status="failed",
         stopped_by="failure", epochs=11),
    cell("python/spawn@3.11.7", "python", "spawn", "vfork+exec", 2, 30_000_000, python="3.11.7", child="host", epochs=11,
         stopped_by="precision", shows=tuple(PHASES), missing=0.05),
    cell("python/forkserver@3.11.7", "python", "forkserver", "forkserver", 2, 2_000_000, python="3.11.7", child="host", epochs=11,
         shows=("returned", "running", "unpickled", "ready", "reaped")),
    cell("python/spawn@3.11.7+stock", "python", "spawn", "vfork+exec", 3, 25_000_000, python="3.11.7", child="stock", epochs=2,
         rounds=2, shows=("returned", "ready", "reaped")),
]
by_id = {c["id"]: c for c in cells}
for c in cells:
    c["summary"] = {f"{p}_ns": s for p in PHASES if (s := summary(c, p))}
    c["resources"] = dict.fromkeys(["child_peak_rss_bytes", "minor_faults", "parent_minor_faults", "user_ns", "system_ns"])

contrasts = []
for phase in ("ready", "reaped"):
    for c in cells:
        twin = c["id"].endswith(",twin=1")
        if c["status"] not in ("ok", "interrupted") or c["method"] == "floor":
            continue
        rivals = [r for r in cells if (r["group"], r["api"]) == (c["group"], c["api"]) and r["method"] != "floor"
                  and "twin" not in r["id"] and r["status"] in ("ok", "interrupted")]
        against = by_id["native/fork"] if twin else min(rivals, key=lambda r: r["summary"][f"{phase}_ns"]["median"])
        if against is not c:
            contrasts.append(contrast(c, against, phase))

unknown = dict.fromkeys(["os_version", "kernel", "libc", "cpu_model", "physical_cpus", "affinity", "memory_bytes", "page_size",
                         "thp", "governor", "turbo", "mitigations", "security_software", "virtualization", "container",
                         "emulation", "cpu_limit", "load_average"])
document = {
    "schema": "procstart.result/1",
    "tool": {"version": "0.1.0", "commit": None, "libuv": "1.44.2", "compiler": "gcc", "build_type": "Release"},
    "argv": ["procstart", "bench"], "seed": 1, "placement": "free", "started": "2026-11-24T06:00:00Z",
    "finished": "2026-11-24T06:00:30Z", "complete": True,
    "host": {"os": "Linux", "machine": "x86_64", "logical_cpus": 2} | unknown
            | {"clock": {"name": "CLOCK_MONOTONIC", "resolution_ns": 1, "read_ns": 20}},
    "pythons": [{"id": "3.11.7", "path": "/usr/bin/python3", "version": "3.11.7", "implementation": "cpython", "libpython": None,
                 "free_threaded": False, "gil_enabled": True, "default_start_method": "fork", "build": None, "flags": None,
                 "startup_files": None}],
    "cells": cells, "contrasts": contrasts,
    "self_check": next({k: v for k, v in c.items() if k != "against"} for c in contrasts
                       if c["cell"].endswith(",twin=1") and c["phase"] == "reaped"),
    "warnings": [{"code": "busy", "message": "made up"}],
}
print(json.dumps(document, separators=(",", ":")).replace('{"id"', '\n{"id"').replace(',"samples"', ',\n"samples"'))
