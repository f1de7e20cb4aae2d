"""ci/guard-verdicts.py PROCSTART FOLDER --python PATH..: runs the corpus by `procstart guard --run` and compares each cell with
what stock CPython showed (tests/data/guard/verdicts.json). One line a cell; reports are left in FOLDER."""
import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests/data/guard/corpus"
METHODS = ("fork", "spawn", "forkserver")
# Where stock CPython had to be stopped at its time limit, a short one will do; elsewhere it is for a loaded machine.
SHORT, LONG = "3s", "120s"
# Copied under a name that means mischief: it is to be judged like the one it is a copy of.
ODD = ("process_guarded.py", "a b\n::error::ü $(x) \u202e'\"#%.py")


def recorded():
    with open(ROOT / "tests/data/guard/verdicts.json", encoding="utf-8") as file:
        return json.load(file)["scripts"]


def report(program, folder, method, timeout, paths, pythons):
    """The parsed report of these scripts by one method, and what was wrong with the command itself."""
    name = folder / f"run-{method}-{timeout}.json"
    with open(name, "wb") as to:
        done = subprocess.run(
            [program, "guard", "--run", "--format", "json", "--quiet", "--method", method, "--timeout", timeout]
            + pythons + paths, stdin=subprocess.DEVNULL, stdout=to, stderr=subprocess.PIPE,
        )  # fmt: skip
    if done.returncode not in (0, 1, 2):  # 2: a script that some Python cannot parse is in it
        print(f"FAILED  {method}: exit code {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    try:
        return json.loads(name.read_text("utf-8"))["files"]
    except (ValueError, KeyError) as problem:
        print(f"FAILED  {method}: no report: {problem}")
        return []


def judge(script, method, run, expected):
    """Prints whether the run is what was recorded."""
    version = ".".join(run["python"].split(".")[:2])
    then = expected[method].get(version)
    if then is None:
        return 0
    cell = f"{script!a} by {method} on {version}"
    wrong = []
    if run["verdict"] != then["verdict"]:
        wrong.append(f"{run['verdict']}, stock CPython {then['verdict']} ({run['reason']}; {run['first_error']})")
    elif then["main_executions"] is not None:
        for what in "exit_code", "main_executions":
            if run[what] != then[what]:
                wrong.append(f"{what} {run[what]}, stock CPython {then[what]}")
    print(f"FAILED  {cell}: {'; '.join(wrong)}" if wrong else f"ok      {cell}: {run['verdict']}")
    return 1


def main():
    program, folder, *pythons = sys.argv[1:]
    folder = pathlib.Path(folder)
    known = recorded()
    by_path = {str(CORPUS / script): script for script in known}
    odd = str(folder / ODD[1])
    shutil.copyfile(CORPUS / ODD[0], odd)
    by_path[odd] = ODD[0]
    judged = 0
    for method in METHODS:
        slow = {s for s in known if any(cell["verdict"] == "hangs" for cell in known[s][method].values())}
        for timeout, wanted in ((LONG, lambda s: s not in slow), (SHORT, lambda s: s in slow)):
            paths = [path for path, script in by_path.items() if wanted(script)]
            for file in report(program, folder, method, timeout, paths, pythons):
                script = by_path.get(file["path"])
                for run in file["runs"] if script else []:
                    judged += judge(script, method, run, known[script])
    cells = len(METHODS) * (len(pythons) // 2) * len(by_path)
    print("all cells were judged" if judged == cells else f"{judged} cells of {cells} were judged")


if __name__ == "__main__":
    main()
