#!/usr/bin/env python3
"""Makes the files here that nobody recorded of those that somebody did: python3 tests/data/results/make.py.

hostile.json   every text that may be anything means mischief to some format
newer.json     of a newer minor version, with keys that nobody knows yet: to be read, with a warning
newest.json    of a newer major version: to be refused
bundle.json    two results, with keys beside
"""
import json
import pathlib

HERE = pathlib.Path(__file__).parent
MISCHIEF = (
    "=1+1,\"x\"\r\n\x1b[2J\x9b31m\x7f\u202e</script><script>alert(1)</script><b>| `a` ``b`` $(id) ${{ github.token }} "
    "::error::no\\input{/etc/passwd}^^5c%#&_~{}$x$ [l](javascript:x) --- '\u00e9\u00b5\u2713\U0001f600 end"
)
BEGINNINGS = ["=", "+", "-", "@", "\t=", "| ", "\\", "%", "::", "`", "#", "["]


def load(name):
    return json.loads((HERE / name).read_text())


def save(name, document, ascii_only=True):
    (HERE / name).write_text(json.dumps(document, ensure_ascii=ascii_only, separators=(",", ":")) + "\n")


def hostile():
    document = json.loads((HERE.parent / "result" / "made-up.json").read_text())
    count = 0

    def text():
        nonlocal count
        count += 1
        return BEGINNINGS[count % len(BEGINNINGS)] + MISCHIEF + str(count)

    for part in ("tool", "host"):
        for key, value in document[part].items():
            if isinstance(value, str) or value is None and key in ("cpu_model", "virtualization", "container"):
                document[part][key] = text()
    document["host"]["emulation"] = text()
    document["argv"] = [text() for _ in document["argv"]]
    document["started"] = text()
    names = {}
    for python in document["pythons"]:
        names[python["id"]] = python["id"] + MISCHIEF[:40]
        for key, value in python.items():
            if isinstance(value, str):
                python[key] = text()
        python["id"] = names[[*names][-1]]
    ids = {}
    for cell in document["cells"]:
        new = cell["id"].split("@")[0].split(",")[0] + "/" + MISCHIEF[:100] + str(len(ids))
        ids[cell["id"]] = cell["id"] = new
        cell["python"] = names.get(cell["python"])
        cell["mechanism"] = text()
        cell["reason"] = text()
        cell["stopped_by"] = text()
        cell["factors"]["main"] = text()
    for contrast in document["contrasts"] + [document["self_check"]]:
        for key in {"cell", "against"} & contrast.keys():
            contrast[key] = ids[contrast[key]]
    document["warnings"] = [{"code": "busy", "message": "=" + MISCHIEF}]
    return document


def main():
    save("hostile.json", hostile())
    newer = load("interrupted.json")
    newer["schema"] = "procstart.result/1.999"
    newer["started"] = "2031-01-01T00:00:00.000Z"
    newer["tomorrow"] = {"cells": [1, 2.5, {"samples": {"epoch": [3]}}]}
    for cell in newer["cells"]:
        cell["samples"]["weather_ns"] = [None] * len(cell["samples"]["epoch"])
        cell["mood"] = "\u007f\u009b fine"
    save("newer.json", newer, ascii_only=False)  # with what a terminal would obey
    newest = load("interrupted.json")
    newest["schema"] = "procstart.result/2"
    save("newest.json", newest)
    save("bundle.json", {"schema": "procstart.bundle/1", "note": ["kept"], "results": [load("windows-wine.json"), newer]}, ascii_only=False)


if __name__ == "__main__":
    main()
