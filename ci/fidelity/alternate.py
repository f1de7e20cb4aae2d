"""Alternates two builds of the runner, start by start on one processor, and prints the ratio of their medians for each mechanism.

    alternate.py FOLDER BASE_FOLDER [--epochs N] [--rounds N] [--turn N] [MECHANISM[+CHILD]..]

FOLDER and BASE_FOLDER hold a procstart-runner each (core/measure/runner.h). An epoch is one fresh process of each; in a round both
have a turn of 2 cold and then N steady starts on the same processor, in a random order. The ratio is exp of the mean over
epochs of the median over rounds of log(median of the one's turn / median of the other's); its interval is Student's over epochs.
"""

import argparse
import math
import os
import random
import statistics
import struct
import subprocess
import sys
import tempfile

REQUEST = struct.Struct("=IIiI")
REPLY = struct.Struct("=IIII")
SAMPLE = struct.Struct("=8q")
RETURNED, READY, REAPED = 1, 6, 7
COLD = 2
PAGE_BYTES = 512
STUBS = ("stub-static", "stub-dynamic")
CELLS = ("fork", "forkserver", *(f"{m}+{s}" for s in STUBS for m in ("posix_spawn", "vfork+exec", "fork+exec", "clone_vm", "uv_spawn")))


class Runner:
    def __init__(self, folder, cell, page):
        with open(page, "wb") as file:
            file.write(bytes(PAGE_BYTES))
        mechanism, child = split(cell)
        program = os.path.join(folder, "procstart-runner" + ("-uv" if mechanism == "uv_spawn" else ""))
        command = [program, mechanism, child, page, folder, "0", "0", "0"]
        self.page = page
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.reply()

    def reply(self):
        status, samples, text, _ = REPLY.unpack(self.process.stdout.read(REPLY.size))
        data = self.process.stdout.read(samples * SAMPLE.size)
        said = self.process.stdout.read(text).decode()
        if status != 0:
            sys.exit(f"{' '.join(self.process.args)}: {said}")
        return list(SAMPLE.iter_unpack(data))

    def turn(self, starts, cpu):
        """The steady starts of one turn."""
        self.process.stdin.write(REQUEST.pack(1, COLD + starts, cpu, 0))
        self.process.stdin.flush()
        return self.reply()[COLD:]

    def end(self):
        self.process.stdin.close()
        if self.process.wait() != 0:
            sys.exit(f"{' '.join(self.process.args)}: exit {self.process.returncode}")
        os.unlink(self.page)


def split(cell):
    for stub in STUBS:
        if cell.endswith("+" + stub):
            return cell[: -len(stub) - 1], stub
    return cell, "none"


def student95(freedom):
    """The 97.5 % point of Student's t: Cornish and Fisher's expansion, within 0.1 % from 5 degrees of freedom on."""
    z = statistics.NormalDist().inv_cdf(0.975)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / freedom ** (i + 1) for i, term in enumerate(terms))


def interval(logs):
    """(ratio, low, high) of the epochs' log-ratios."""
    mean = statistics.fmean(logs)
    half = student95(len(logs) - 1) * statistics.stdev(logs) / math.sqrt(len(logs))
    return math.exp(mean), math.exp(mean - half), math.exp(mean + half)


def epoch(folders, cell, page, options):
    """The median log-ratio of one life of two runners, and the times of the second, for each phase."""
    runners = [Runner(folder, cell, page + str(i)) for i, folder in enumerate(folders)]
    logs = {RETURNED: [], READY: [], REAPED: []}
    times = []
    for _ in range(options.rounds):
        cpu = random.choice(options.cpus)
        turns = [None, None]
        for i in random.sample((0, 1), 2):
            turns[i] = runners[i].turn(options.turn, cpu)
        for phase, found in logs.items():
            medians = [statistics.median(sample[phase] - sample[0] for sample in turn) for turn in turns]
            found.append(math.log(medians[0] / medians[1]))
        times += [sample[REAPED] - sample[0] for sample in turns[1]]
    for runner in runners:
        runner.end()
    return {phase: statistics.median(found) for phase, found in logs.items()}, times


def compare(cell, folders, options):
    logs = {RETURNED: [], READY: [], REAPED: []}
    times = []
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as private:
        for _ in range(options.epochs):
            found, some = epoch(folders, cell, os.path.join(private, "page"), options)
            for phase in logs:
                logs[phase].append(found[phase])
            times += some
    ratio, low, high = interval(logs[REAPED])
    good = abs(ratio - 1) <= 0.02 and high - low <= 0.08
    others = ", ".join(f"{name} {interval(logs[phase])[0]:.4f}" for name, phase in (("returned", RETURNED), ("ready", READY)))
    print(
        f"{'ok      ' if good else 'FAILED  '}{cell:<26} {ratio:.4f} [{low:.4f}, {high:.4f}]  bare {statistics.median(times) / 1000:7.1f} us"
        f"  ({others})",
        flush=True,
    )
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folders", nargs=2, metavar="FOLDER")
    parser.add_argument("cells", nargs="*", default=list(CELLS), metavar="MECHANISM[+CHILD]")
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--turn", type=int, default=20)
    options = parser.parse_intermixed_args()
    options.cpus = sorted(os.sched_getaffinity(0))
    random.seed(1)
    results = [compare(cell, options.folders, options) for cell in options.cells]
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    sys.exit(not all(results))


main()
