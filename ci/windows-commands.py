"""windows-commands.py guard FOLDER PYTHON..     guard --run says what the stock Windows Pythons do; static guard at such paths
windows-commands.py reimport FOLDER PYTHON..  starts and re-imports are counted; fork and forkserver are unsupported, with why
windows-commands.py claims FOLDER PYTHON..    claims are listed, and one is settled

For ci/windows, which has set up Wine. Paths are this system's; FOLDER is made."""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading

ROOT = pathlib.Path(__file__).resolve().parent.parent
WINE = str(ROOT / "ci/wine")
PROCSTART = str(ROOT / "build-windows/procstart.exe")
CORPUS = ROOT / "tests/data/guard/corpus"
SCRIPTS = ("pool_unguarded.py", "process_unguarded.py", "process_guarded.py", "output_at_import.py", "lambda_target.py")

# Of one run. A Python takes 1 to 2 s to start under Wine, and one among others on a busy machine ten times that: none of these
# scripts but the pool, which is recognised by what it does, may come to its end by a limit.
TIMEOUT = "120s"
STOCK_SECONDS = 120
REFUSED = b"An attempt has been made to start a new process before the"
# A pool of two has replaced each of its workers twice over.
REFUSED_MOST = 6


def windows_path(path):
    return "Z:" + str(path).replace("/", "\\")


def procstart(*arguments):
    """Exit code, standard output, standard error."""
    environment = {**os.environ, "WINE_LIMIT": "280"}
    done = subprocess.run([WINE, PROCSTART, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


# ---- what the stock Pythons do ----


def stock(python, script):
    """Exit code (None: it was stopped) and all that was printed, of the interpreter itself."""
    command = ["wine", windows_path(python), windows_path(script)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    stopped = threading.Event()

    def stop():
        stopped.set()
        process.kill()

    timer = threading.Timer(STOCK_SECONDS, stop)
    timer.start()
    process.stdin.close()
    lines = []
    for line in process.stdout:
        lines.append(line)
        if not stopped.is_set() and sum(REFUSED in line for line in lines) == REFUSED_MOST:
            stop()
    process.wait()
    timer.cancel()
    return None if stopped.is_set() else process.returncode, b"".join(lines).decode("utf-8", "replace")


def verdict_of(code, text):
    """In guard's words, as ci/guard-corpus has it."""
    if re.search(r"Can't (pickle|get) local object|Can't pickle <.*: (attribute lookup .* failed|it's not found as)", text):
        return "not_importable"
    refused = text.count(REFUSED.decode())
    if refused >= REFUSED_MOST:
        return "loops"
    if refused:
        return "bootstrap_error"
    if code is None:
        return "hangs"
    if code != 0:
        return "crashes"
    return "reexecutes" if text.count("starting the engines") > 1 else "ok"


def stock_verdicts(folder, pythons):
    cells = [(version_of(python), name, python) for name in SCRIPTS for python in pythons]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        seen = list(pool.map(lambda cell: verdict_of(*stock(cell[2], folder / cell[1])), cells))
    return {cell[:2]: verdict for cell, verdict in zip(cells, seen)}


def version_of(python):
    return pathlib.Path(python).parent.name.partition("-")[0]


# ---- what procstart says ----


def asked(pythons):
    return [word for python in pythons for word in ("--python", windows_path(python))]


def check_guard(folder, pythons):
    for name in SCRIPTS:
        shutil.copy(CORPUS / name, folder)
    said = stock_verdicts(folder, pythons)
    out = folder.parent / "guard.json"
    code, _, errors = procstart(
        "guard", "--run", "--timeout", TIMEOUT, *asked(pythons), "--format", "json", "-o", windows_path(out), windows_path(folder)
    )
    yield "guard --run finds something", code == 1 or f"exit code {code}: {errors}"
    with open(out, encoding="utf-8") as file:
        report = json.load(file)
    runs = {}
    for file in report["files"]:
        for run in file["runs"]:
            runs[run["python"], re.split(r"[\\/]", file["path"])[-1], run["method"]] = run
    for (version, name), verdict in said.items():
        run = runs.pop((version, name, "spawn"), {"verdict": "not there"})
        right = run["verdict"] == verdict or f"{run['verdict']} ({run.get('reason')}), where stock shows {verdict}"
        yield f"{name} by spawn on {version}: {verdict}", right
    yield "nothing else was run", not runs or str(list(runs))
    for method in "fork", "forkserver":
        for python in pythons:
            why = f"Python {version_of(python)} has no {method} here"
            yield f"guard --run: {why}", why in errors or errors
    clean = windows_path(folder / "process_guarded.py")
    code, _, errors = procstart("guard", "--run", "--method", "fork", *asked(pythons[-1:]), clean)
    said = code == 4 and "has no fork here" in errors
    yield "guard --run of nothing but fork is impossible", said or f"exit code {code}: {errors}"
    yield from check_static(folder, pythons)


def check_static(folder, pythons):
    """Named as Windows does it: a folder, and a file in it, absolute and relative."""
    known = ["lambda_target.py", "output_at_import.py", "pool_unguarded.py", "process_unguarded.py"]
    for path, names in (
        (windows_path(folder), known),
        (windows_path(folder) + "\\", known),
        (windows_path(folder / "pool_unguarded.py"), known[2:3]),
        (".\\" + os.path.relpath(folder / "pool_unguarded.py").replace("/", "\\"), known[2:3]),
    ):
        code, text, errors = procstart("guard", "--format", "json", *asked(pythons[-1:]), path)
        try:
            files = json.loads(text)["files"]
            found = sorted(re.split(r"[\\/]", file["path"])[-1] for file in files if file["findings"])
            right = (code == 1 and found == names) or f"exit code {code}, findings in {found}"
        except ValueError:
            right = f"exit code {code}: {errors}"
        yield f"guard {path}", right


def check_reimport(folder, pythons):
    script = folder / "again.py"
    script.write_text('import json\n\nif __name__ == "__main__":\n    raise SystemExit("not to be run")\n', encoding="utf-8")
    out = folder.parent / "reimport.json"
    where = ["--format", "json", "-o", windows_path(out)]
    how = ["--method", "fork,spawn,forkserver", "--starts", "3", "--timeout", TIMEOUT]
    code, _, errors = procstart("reimport", *how, *asked(pythons), *where, windows_path(script))
    yield "reimport", code == 0 or f"exit code {code}: {errors}"
    with open(out, encoding="utf-8") as file:
        rows = {(row["python"], row["method"]): row for row in json.load(file)["rows"]}
    for version in map(version_of, pythons):
        row = rows[version, "spawn"]
        right = row["status"] == "ok" and row["starts"] == row["reimports"] == 3
        yield f"spawn on {version}: re-imports counted are starts", right or str(row)
        for method in "fork", "forkserver":
            row = rows[version, method]
            yield f"{method} on {version} is unsupported", (row["status"] == "unsupported" and bool(row["reason"])) or str(row)


def check_claims(folder, pythons):
    code, text, errors = procstart("claims", "--list")
    yield "claims --list", (code == 0 and "gil-blocks-cpu-threads" in text) or errors
    out = folder.parent / "claims.json"
    name = "single-thread-one-core"
    where = ["--format", "json", "-o", windows_path(out)]
    code, _, errors = procstart("claims", "--quick", "--quiet", *asked(pythons[-1:]), *where, name)
    yield f"claims {name}", code in (0, 1) or f"exit code {code}: {errors}"
    with open(out, encoding="utf-8") as file:
        yield "has its verdict", name in file.read() or "it does not say"


CHECKS = {"guard": check_guard, "reimport": check_reimport, "claims": check_claims}


def main(name, folder, *pythons):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    passed = failed = 0
    for what, right in CHECKS[name](folder, pythons):
        passed += right is True
        failed += right is not True
        print(f"ok      {what}" if right is True else f"FAILED  {what}\n        {right}", flush=True)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


sys.exit(main(*sys.argv[1:]))
