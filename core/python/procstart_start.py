"""A start by multiprocessing, and a main module as children run it: for parents whose starts are measured."""

import multiprocessing
import signal
from time import perf_counter_ns

AGAIN = "__mp_main__"  # the name under which children run the main module


class Failed(Exception):
    """A start, or what leads to one, failed; says how."""


class NoMain(Failed):
    """What was named is nothing that this Python could run as a main module; says why."""


def timed(process):
    """Starts and joins it: asked, returned, reaped."""
    try:
        asked = perf_counter_ns()
        process.start()
        returned = perf_counter_ns()
        process.join()
        reaped = perf_counter_ns()
    except Exception as error:
        raise Failed(f"Process.start() raised {one_line(error)}") from error
    return asked, returned, reaped


def describe_exit(code):
    if code is not None and code < 0:
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"


def one_line(error):
    """An exception as a traceback ends: its type and the first line of what it says."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


def run_as_child(run, name, **settings):
    """Runs a main module by a function of runpy's as children do, and returns its names."""
    # A main without a guard would start processes here: the same flag as in a child makes that the same error.
    multiprocessing.current_process()._inheriting = True
    try:
        return run(name, run_name=AGAIN, **settings)
    finally:
        del multiprocessing.current_process()._inheriting
