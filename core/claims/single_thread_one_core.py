"""What a process with one thread that only computes uses of the processors, by the process' own CPU clock."""

import os
import time

from procstart_lab import Lab, burn, in_threads, perf_counter, processors

# Windows counts CPU time in steps of 16 ms.
WINDOW_S = 0.25 if os.name == "nt" else 0.06


def last_processor():
    """The one that this thread ran on last, where that is said."""
    try:
        with open("/proc/thread-self/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[36])
    except OSError:
        return None


def share(work):
    """CPU time of the process over time passed."""
    wall, cpu = perf_counter(), time.process_time()
    result = work()
    return (time.process_time() - cpu) / (perf_counter() - wall), result


def main():
    lab = Lab()
    seen = set()
    for round in lab.rounds():
        for part in lab.shuffled(["busy", "idle", "two"]):
            if part == "busy":
                for _ in range(3):
                    seen.add(last_processor())
                    begin = perf_counter()
                    lab.sample("busy", share(lambda: burn(begin, begin + WINDOW_S))[0], round)
            elif part == "idle":
                lab.sample("idle", share(lambda: time.sleep(WINDOW_S))[0], round)
            else:
                before = time.process_time()
                used, results = share(lambda: in_threads(2, "hash", WINDOW_S))
                lab.sample("two", used, round)
                lab.sample("counted", (time.process_time() - before) / sum(cpu for _, cpu in results), round)
    seen.discard(None)
    lab.sample("seen", len(seen))
    lab.fact("processors", processors())


if __name__ == "__main__":
    main()
