"""What a child takes along from its parent: a lock that another thread holds, open files, the state of a random generator."""

import multiprocessing
import os
import random
import tempfile
import threading

from procstart_lab import Lab

# A lock that is free is taken at once, however slow the machine; one that nobody will release is waited for so long.
PATIENCE_S = 0.4
FILES = 8

lock = threading.Lock()
generator = random.Random()


def describe(pipe, files):
    """In the child: what it has of the parent's."""
    got = lock.acquire(timeout=PATIENCE_S)
    pipe.send((got, sum(is_open(*file) for file in files), generator.random()))
    pipe.close()


def is_open(number, identity):
    try:
        status = os.fstat(number)
    except OSError:
        return False
    return (status.st_dev, status.st_ino) == identity


def start(context, files):
    near, far = context.Pipe()
    process = context.Process(target=describe, args=(far, files))
    process.start()
    far.close()
    said = near.recv()
    process.join()
    return said


def hold(taken, release):
    with lock:
        taken.set()
        release.wait()


def start_while_held(context, files):
    """As `start`, while another thread of this process holds the lock."""
    taken, release = threading.Event(), threading.Event()
    thread = threading.Thread(target=hold, args=(taken, release))
    thread.start()
    taken.wait()
    held = not lock.acquire(timeout=PATIENCE_S / 8)
    said = start(context, files)
    release.set()
    thread.join()
    return held, said


def main():
    lab = Lab()
    methods = multiprocessing.get_all_start_methods()
    if "fork" not in methods:
        lab.untestable("there is no fork on this system to compare spawn with")
    with tempfile.TemporaryFile() as file:
        numbers = [file.fileno()] + [os.dup(file.fileno()) for _ in range(FILES - 1)]
        status = os.fstat(file.fileno())
        files = [(number, (status.st_dev, status.st_ino)) for number in numbers]
        for method in lab.shuffled(methods):
            context = multiprocessing.get_context(method)
            held, (got, inherited, drawn) = start_while_held(context, files)
            lab.sample("held", int(held))
            lab.sample(f"{method}.deadlocks", int(not got))
            lab.sample(f"{method}.files", inherited)
            got, _, drawn_again = start(context, files)
            lab.sample(f"{method}.free", int(got))
            # Two children that have the state of the parent's generator draw the same number.
            lab.sample(f"{method}.random", int(drawn == drawn_again))
        for number in numbers[1:]:
            os.close(number)


if __name__ == "__main__":
    main()
