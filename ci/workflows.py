"""workflows.py check FILE..    each `run:` of workflows and actions is one script of this tree; Ubuntu's are in .ci/run
workflows.py ubuntu FILE..   the steps of jobs for Ubuntu: job, name of the step and command, parted by tabs

For ci/workflows. Of a matrix the first entry counts, if all of it are Ubuntu's: steps are the same."""

import os
import re
import shlex
import sys

import yaml


def jobs(path):
    """name, runs-on (of a matrix: all of it), steps; an action is a job without a system."""
    with open(path, encoding="utf-8") as file:
        document = yaml.safe_load(file)
    if "runs" in document:
        return [(path, [], document["runs"].get("steps") or [])]
    found = []
    for name, job in document["jobs"].items():
        runs_on = job["runs-on"]
        expression = re.fullmatch(r"\$\{\{ matrix\.(\w+) \}\}", runs_on)
        systems = job["strategy"]["matrix"][expression[1]] if expression else [runs_on]
        found.append((name, systems, job["steps"]))
    return found


def is_ubuntu(systems):
    return bool(systems) and all(system.startswith("ubuntu-") for system in systems)


def own_checks():
    """The scripts that .ci/run runs; ci/build is how each of them begins, and ci/actions runs ci/overhead."""
    with open(".ci/run", encoding="utf-8") as file:
        return {"ci/build", "ci/overhead"} | {f"ci/{name}" for name in re.findall(r"^run \d+ (\S+)", file.read(), re.MULTILINE)}


def wrong(path):
    for name, systems, steps in jobs(path):
        for command in (step["run"] for step in steps if "run" in step):
            script = shlex.split(command)[0].removeprefix("$GITHUB_ACTION_PATH/")
            if "\n" in command.strip() or not (script.startswith("ci/") and os.access(script, os.X_OK)):
                yield f"{path}: {name}: this is no script in ci/: {command}"
            elif is_ubuntu(systems) and script not in own_checks():
                yield f"{path}: {name}: .ci/run does not run {script}"


if sys.argv[1] == "check":
    found = [line for path in sys.argv[2:] for line in wrong(path)]
    print(*found, sep="\n")
    sys.exit(bool(found))
for workflow in sys.argv[2:]:
    for name, systems, steps in jobs(workflow):
        for step in steps if is_ubuntu(systems) else ():
            if "run" in step:
                print(name, step.get("name", step["run"]), step["run"].strip(), sep="\t")
