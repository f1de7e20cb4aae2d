"""The jobs of `procstart reimport`, done by its parent: what a main module says, starts of it, starts of it in variants."""

import contextlib
import json
import marshal
import multiprocessing
import os
import random
import sys

import procstart_page as page_words
import procstart_reimport_look
from procstart_page import MISSING, Page
from procstart_reimport_main import Main, describe_syntax
from procstart_start import Failed, NoMain, describe_exit, one_line, timed

REFUSED_EXIT = 121  # PS_WATCH_REFUSED_EXIT
SCRIPT_MAX = 16 << 20

# core/reimport/job.h
PROGRESS, DOING = 48, 49
SETTING_UP, IN_PARENT, STARTING, ENDING = range(4)


class Answers:
    def __init__(self, path):
        self._file = open(path, "a", encoding="utf-8", errors="backslashreplace")

    def say(self, **answer):
        self._file.write(json.dumps(answer) + "\n")
        self._file.flush()


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
    def __init__(self, job, answers, page):
        self.job, self.answers, self.page = job, answers, page

    def doing(self, what):
        self.page.words[DOING] = what
        self.page.words[PROGRESS] += 1

    def start(self, method, first):
        """One start: its times in ns since it was asked for, and what main's import took in the child and in its server."""
        # Children are told of it, as those of a program are that has set it under its guard.
        multiprocessing.set_start_method(method, force=True)
        process = multiprocessing.get_context(method).Process(target=sys.audit, args=("procstart.stamp", page_words.READY))
        self.page.clear(page_words.CHILD)
        if first:
            self.page.clear(page_words.SERVER)
        self.doing(STARTING)
        times = timed(process)
        self._check(process.exitcode)
        process.close()
        return self._sample(*times, first)

    def _check(self, exitcode):
        if exitcode != 0:
            why = ": the limit of processes was reached" if exitcode == REFUSED_EXIT else ""
            raise Failed(f"the child ended with {describe_exit(exitcode)}{why}")
        if self.page.stamp(page_words.CHILD, page_words.READY) == MISSING:
            raise Failed("the child ended without having come to its target")

    def _sample(self, asked, returned, reaped, first):
        def child(stamp):
            at = self.page.stamp(page_words.CHILD, stamp)
            return at - asked if at != MISSING else None

        sample = {"returned": returned - asked, "reaped": reaped - asked}
        for name in ("running", "initialized", "unpickled", "main_begin", "main_imported", "ready"):
            sample[name] = child(getattr(page_words, name.upper()))
        sample["main"] = None
        if None not in (sample["main_begin"], sample["main_imported"], sample["unpickled"]):
            sample["main"] = sample["main_imported"] - sample["unpickled"]
        begin = self.page.stamp(page_words.SERVER, page_words.MAIN_BEGIN) if first else MISSING
        end = self.page.stamp(page_words.SERVER, page_words.BOOTSTRAP) if first else MISSING
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
    parent = Parent(job, answers, Page(os.environ["PROCSTART_PAGE"]))
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


def main(job, answers):
    """JOB and ANSWERS: two paths."""
    with open(job, encoding="utf-8") as file:
        job = json.load(file)
    answers = Answers(answers)
    try:
        run(job, answers)
    except Failed as problem:
        answers.say(failed=str(problem), no_main=isinstance(problem, NoMain))
    else:
        answers.say(done=True)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(0)  # threads and exit handlers of the script's are none of ours
