"""schema-wrong.py RESULT FOLDER: copies of a good result, each with one thing wrong, named by what it is."""
import copy
import json
import pathlib
import sys

good = json.loads(pathlib.Path(sys.argv[1]).read_text())
DELETE = object()

WRONG = {
    "schema-of-another-version": (["schema"], "procstart.result/2"),
    "unknown-key": (["colour"], "red"),
    "missing-seed": (["seed"], DELETE),
    "negative-seed": (["seed"], -1),
    "started-is-no-time": (["started"], 1700000000),
    "unknown-fact-of-the-host": (["host", "colour"], "red"),
    "missing-fact-of-the-host": (["host", "thp"], DELETE),
    "id-of-no-cell": (["cells", 0, "id"], "java/thread"),
    "unknown-method": (["cells", 0, "method"], "thread"),
    "unknown-status": (["cells", 0, "status"], "fine"),
    "failed-without-a-reason": (["cells", 0, "status"], "failed"),
    "ok-with-a-reason": (["cells", 0, "reason"], "none"),
    "native-with-a-python": (["cells", 0, "python"], "3.11.7"),
    "fraction-of-a-nanosecond": (["cells", 0, "samples", "reaped_ns", 0], 0.5),
    "negative-time": (["cells", 0, "samples", "reaped_ns", 0], -1),
    "turn-is-null": (["cells", 0, "samples", "turn", 0], None),
    "missing-column": (["cells", 0, "first", "round"], DELETE),
    "interval-of-one-number": (["cells", 0, "summary", "reaped_ns", "ci95"], [1]),
    "ratio-of-0": (["contrasts", 0, "ratio"], 0),
    "warning-without-a-code": (["warnings", 0, "code"], DELETE),
}

for name, (path, value) in WRONG.items():
    document = copy.deepcopy(good)
    at = document
    for key in path[:-1]:
        at = at[key]
    if value is DELETE:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    pathlib.Path(sys.argv[2], name + ".json").write_text(json.dumps(document))
