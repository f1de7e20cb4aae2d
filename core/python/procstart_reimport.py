"""The parent of `procstart reimport`: it takes on a user's script as its main module and starts children that import it again.

    INTERPRETER procstart_reimport.py JOB ANSWERS

JOB is a file with a JSON object (its keys: core/reimport/job.h), ANSWERS a file that JSON objects are appended to, one a line, as
they come: what was measured before a script ended this process is not lost. What the script prints does not get in between.
"""

import contextlib
import json
import marshal
import multiprocessing
import os
import random
import runpy
import signal
import sys
import types
import zipfile
from time import perf_counter_ns

MISSING = -1
SCRIPT_MAX = 16 << 20

# core/reimport/job.h
PROGRESS, DOING = 48, 49
SETTING_UP, IN_PARENT, STARTING, ENDING = range(4)

AGAIN = "__mp_main__"  # the name under which children run the main module


class Failed(Exception):
    """Says why this cannot be measured."""


class Answers:
    def __init__(self, path):
        self._file = open(path, "a", encoding="utf-8", errors="backslashreplace")

    def say(self, **answer):
        self._file.write(json.dumps(answer) + "\n")
        self._file.flush()


def one_line(error):
    """An exception as a traceback ends: its type and the first line of what it says."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__


# ---- the main module -------------------------------------------------------------------------------------------------------


class Main:
    """What the user named, as Python itself would run it."""

    def __init__(self, kind, name):
        self.spec = None
        if kind == "module":
            self._find_module(name)
        else:
            self._find_file(os.path.abspath(name))
        # As multiprocessing.spawn has it: what runs "main only" code is never imported again.
        self.is_imported_again = self.kind in ("script", "module")

    def _find_module(self, name):
        self.folder = os.getcwd()
        self.name = name
        put_on_path(self.folder)
        try:
            self.spec = runpy._get_module_details(name, runpy._Error)[1]
        except runpy._Error as error:
            raise Failed(str(error)) from error
        except SyntaxError as error:
            raise Failed(describe_syntax(error)) from error
        except BaseException as error:
            raise Failed(f"a package that -m {name} lies in cannot be imported: {one_line(error)}") from error
        self.file = os.path.normpath(self.spec.origin)
        self.kind = "package" if self.spec.name.endswith(".__main__") else "module"

    def _find_file(self, path):
        self.file = self.name = path
        if not os.path.isdir(path) and not zipfile.is_zipfile(path):
            self.kind = "script"
            self.folder = os.path.dirname(path)
            put_on_path(self.folder)
            return
        self.kind = "directory" if os.path.isdir(path) else "zipapp"
        self.folder = path
        put_on_path(path)
        try:
            self.spec = runpy._get_main_module_details()[1]
        except ImportError as error:
            raise Failed(f"there is no __main__ module in the {self.kind} {path}") from error
        self.file = self.spec.origin

    def become(self, arguments):
        """Makes it this process's main module as far as children see it. Its body runs once, if it runs in those."""
        sys.argv = [self.file if self.kind in ("module", "package") else self.name, *arguments]
        module = types.ModuleType(AGAIN if self.is_imported_again else "__main__")
        if self.is_imported_again:
            module.__dict__.update(self._run())
        else:
            module.__file__ = self.file
        module.__spec__ = self.spec
        sys.modules["procstart_reimport"] = sys.modules["__main__"]  # else its end would be that of what runs here
        sys.modules["__main__"] = module
        if self.is_imported_again:
            sys.modules[AGAIN] = module

    def _run(self):
        # A main without a guard would start processes here: the same flag as in a child makes that the same error.
        multiprocessing.current_process()._inheriting = True
        try:
            with nothing_printed():
                if self.kind == "module":
                    return runpy.run_module(self.name, run_name=AGAIN, alter_sys=True)
                return runpy.run_path(self.file, run_name=AGAIN)
        except SyntaxError as error:
            raise Failed(describe_syntax(error)) from error
        except BaseException as error:
            raise Failed(f"importing the main module ends with {describe_error(error, self.file)}") from error
        finally:
            del multiprocessing.current_process()._inheriting


def put_on_path(folder):
    """In place of this script's own folder; where -P or PYTHONSAFEPATH is set there is none, and none comes."""
    ours = os.path.dirname(os.path.abspath(__file__))
    if ours in sys.path:
        sys.path[sys.path.index(ours)] = folder


@contextlib.contextmanager
def nothing_printed():
    """What is printed in the parent is no child's output."""
    kept = [os.dup(1), os.dup(2)]
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    try:
        yield
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        for fd, copy in enumerate(kept, 1):
            os.dup2(copy, fd)
            os.close(copy)
        os.close(null)


def describe_syntax(error):
    if error.filename is None:
        return f"this is no Python: {error.msg}"
    where = f", line {error.lineno}" if error.lineno else ""
    return f"{type(error).__name__}: {error.msg}{where} of {error.filename}"


def describe_error(error, file):
    """With the line of the main module that it came from. multiprocessing's own error is a page long."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    where = f" (line {line})" if line else ""
    if isinstance(error, RuntimeError) and "bootstrapping phase" in str(error):
        return f"the start of a process{where}: it has no `if __name__ == \"__main__\":` guard"
    return f"{one_line(error)}{where}"


# ---- starts ----------------------------------------------------------------------------------------------------------------


class Server:
    """A forkserver of its own, beside the one that multiprocessing keeps for the whole process."""

    def __init__(self, preload=None):
        from multiprocessing import forkserver

        self._module = forkserver
        self._server = forkserver.ForkServer()
        if preload is not None:
            self._server.set_forkserver_preload(["__main__", *preload])

    def use(self):
        self._module.connect_to_new_process = self._server.connect_to_new_process

    def stop(self):
        with contextlib.suppress(Exception):
            self._server._stop()


class Parent:
    def __init__(self, job, answers, page, words):
        self.job, self.answers, self.page, self.words = job, answers, page, words

    def doing(self, what):
        self.page.words[DOING] = what
        self.page.words[PROGRESS] += 1

    def start(self, method, first):
        """One start: its times in ns since it was asked for, and what main's import took in the child and in its server."""
        words = self.words
        # Children are told of it, as those of a program are that has set it under its guard.
        multiprocessing.set_start_method(method, force=True)
        process = multiprocessing.get_context(method).Process(target=sys.audit, args=("procstart.stamp", words.READY))
        self.page.clear(words.CHILD)
        if first:
            self.page.clear(words.SERVER)
        self.doing(STARTING)
        try:
            asked = perf_counter_ns()
            process.start()
            returned = perf_counter_ns()
            process.join()
            reaped = perf_counter_ns()
        except Exception as error:
            raise Failed(f"Process.start() raised {one_line(error)}") from error
        self._check(process.exitcode)
        process.close()
        return self._sample(asked, returned, reaped, first)

    def _check(self, exitcode):
        if exitcode != 0:
            raise Failed(f"the child ended with {describe_exit(exitcode)}")
        if self.page.stamp(self.words.CHILD, self.words.READY) == MISSING:
            raise Failed("the child ended without having come to its target")

    def _sample(self, asked, returned, reaped, first):
        words = self.words

        def child(stamp):
            at = self.page.stamp(words.CHILD, stamp)
            return at - asked if at != MISSING else None

        sample = {"returned": returned - asked, "reaped": reaped - asked}
        for name in ("running", "initialized", "unpickled", "main_begin", "main_imported", "ready"):
            sample[name] = child(getattr(words, name.upper()))
        sample["main"] = None
        if None not in (sample["main_begin"], sample["main_imported"], sample["unpickled"]):
            sample["main"] = sample["main_imported"] - sample["unpickled"]
        begin = self.page.stamp(words.SERVER, words.MAIN_BEGIN) if first else MISSING
        end = self.page.stamp(words.SERVER, words.BOOTSTRAP) if first else MISSING
        sample["server_main"] = end - begin if MISSING not in (begin, end) else None
        return sample

    def set_children(self, **setting):
        """What procstart_reimport_child.py is to do in the next children."""
        if self.job.get("setting"):
            with open(self.job["setting"], "wb") as file:
                marshal.dump(setting, file)

    # ---- job "starts"

    def starts(self):
        job = self.job
        records = job.get("records")
        self.set_children(times=bool(records), records=records, leave_out=[], modules=job.get("modules", []))
        for i in range(job["starts"]):
            sample = self.start(job["method"], i == 0)
            if records:
                sample["records"] = take_records(records)
            self.answers.say(sample=sample)

    # ---- job "price"

    def price(self):
        """Rounds of all variants in a random order, so that what is compared was measured side by side."""
        variants = self.job["variants"]
        servers = {}
        shuffle = random.Random(self.job["seed"]).shuffle
        order = list(range(len(variants)))
        for turn in range(self.job["rounds"]):
            shuffle(order)
            for k in list(order):
                try:
                    self.answers.say(variant=k, round=turn, sample=self._start_variant(variants[k], servers))
                except Failed as problem:
                    self.answers.say(variant=k, failed=str(problem))
                    order.remove(k)
        for server in servers.values():
            server.stop()

    def _start_variant(self, variant, servers):
        self.set_children(times=False, records=None, leave_out=variant["leave_out"], modules=[])
        kept = None if variant["watch"] else os.environ.pop("PROCSTART_WATCH", None)
        try:
            if variant["method"] != "forkserver":
                return self.start(variant["method"], True)
            return self._start_by_server(variant, servers)
        finally:
            if kept is not None:
                os.environ["PROCSTART_WATCH"] = kept

    def _start_by_server(self, variant, servers):
        if variant["fresh"]:
            server = Server(variant["preload"])
            server.use()
            try:
                return self.start("forkserver", True)
            finally:
                server.stop()
        key = json.dumps(variant["preload"])
        if key not in servers:
            servers[key] = Server(variant["preload"])
            servers[key].use()
            self.start("forkserver", True)
        servers[key].use()
        return self.start("forkserver", False)


def describe_exit(code):
    if code == 121:  # PS_WATCH_REFUSED_EXIT
        return "exit code 121: the limit of processes was reached"
    if code is not None and code < 0:
        try:
            return f"signal {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"
    return f"exit code {code}"


def take_records(folder):
    """What children wrote about their imports of main, oldest first; each is taken once."""
    records = []
    for name in sorted(os.listdir(folder), key=lambda name: int(name.partition(".")[0])):
        path = os.path.join(folder, name)
        if name.endswith(".whole"):
            with open(path, "rb") as file:
                records.append(marshal.load(file))
        os.unlink(path)
    return records


# ---- the jobs --------------------------------------------------------------------------------------------------------------


def look(job, answers):
    import procstart_reimport_look

    main = Main(job["kind"], job["name"])
    answer = {"kind": main.kind, "file": main.file, "imported_again": main.is_imported_again, "statements": []}
    if main.is_imported_again:
        if os.path.getsize(main.file) > SCRIPT_MAX:
            raise Failed(f"{main.file} has {os.path.getsize(main.file)} bytes: more than a script of {SCRIPT_MAX}")
        try:
            with open(main.file, "rb") as file:
                answer["statements"] = procstart_reimport_look.statements(file.read(), main.file)
        except SyntaxError as error:
            raise Failed(describe_syntax(error)) from error
        except ValueError as error:  # "source code string cannot contain null bytes"
            raise Failed(f"{main.file} is no Python script: {error}") from error
        except (RecursionError, MemoryError) as error:
            raise Failed(f"{main.file} cannot be parsed: {one_line(error)}") from error
    answers.say(look=answer)


def run(job, answers):
    if job["job"] == "look":
        look(job, answers)
        return
    import procstart_page as words

    page = words.Page(os.environ["PROCSTART_PAGE"])
    parent = Parent(job, answers, page, words)
    parent.doing(IN_PARENT)
    main = Main(job["kind"], job["name"])
    if "method" in job:
        # What the script starts at its top level goes by the method in question, but where the script says by which.
        multiprocessing.context._default_context._default_context = multiprocessing.get_context(job["method"])
    main.become(job["arguments"])
    {"starts": parent.starts, "price": parent.price}[job["job"]]()
    parent.doing(ENDING)
    if job["job"] == "starts" and job["method"] == "forkserver":
        from multiprocessing import forkserver

        forkserver._forkserver._stop()


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    is_safe = folder not in sys.path  # PYTHONSAFEPATH is set
    if is_safe:
        sys.path.append(folder)
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    answers = Answers(sys.argv[2])
    # Before the script's folder comes to the front, and with it whatever has the same names.
    import procstart_page  # noqa: F401
    import procstart_reimport_look  # noqa: F401

    if is_safe:
        sys.path.remove(folder)
    try:
        run(job, answers)
    except Failed as problem:
        answers.say(failed=str(problem))
    else:
        answers.say(done=True)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(0)  # threads and exit handlers of the script's are none of ours


if __name__ == "__main__":
    main()
