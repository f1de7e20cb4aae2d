"""Does the starts of one Python cell on request: runner.h says what goes in and out, core/measure/protocol.h how."""

import json
import multiprocessing
import os
import struct
import sys
import threading
from time import perf_counter_ns, sleep

import procstart_page as page_words
from procstart_page import MISSING, Page
from procstart_start import AGAIN, Failed, describe_exit, one_line, run_as_child, timed
from procstart_system import Processors, minor_faults

USAGE = "usage: procstart_main.py METHOD CHILD BALLAST_BYTES THREADS FDS [MAIN]"

# core/measure/protocol.h
REQUEST = struct.Struct("@IIiI")  # op, starts, cpu, reserved
REPLY = struct.Struct("@IIII")  # status, samples, text, reserved
SAMPLE = struct.Struct("@8q")  # asked, returned, running, initialized, unpickled, main_imported, ready, reaped
USED = struct.Struct("@5q")  # peak_rss_bytes, minor_faults, parent_minor_faults, user_ns, system_ns
DIRTIED = struct.Struct("@3q")  # bytes, alone_ns, written_ns
HELLO = b"\x01procstart-hello\x02"
START, PROBE, DIRTY = 1, 2, 3
OK, FAILED, UNSUPPORTED = 0, 1, 2
BATCH_MAX, TEXT_MAX = 64, 65536


class Unsupported(Exception):
    """This cell cannot be had here; says why."""


class Channel:
    """Standard input and output, taken out of reach of what children and scripts print."""

    def __init__(self):
        self._in, self._out = os.dup(0), os.dup(1)
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(2, 1)
        os.close(null)
        self._write(HELLO)

    def request(self):
        """The next request's op, starts and cpu; None at the end of input."""
        data = b""
        while len(data) < REQUEST.size:
            more = os.read(self._in, REQUEST.size - len(data))
            if not more:
                if data:
                    raise EOFError("a request was cut short")
                return None
            data += more
        return REQUEST.unpack(data)[:3]

    def reply(self, status, records=(), text=""):
        text = text.encode("utf-8", "backslashreplace")[:TEXT_MAX]
        self._write(REPLY.pack(status, len(records), len(text), 0) + b"".join(records) + text)

    def _write(self, data):
        while data:
            data = data[os.write(self._out, data) :]


class TimeOfUnpickling:
    """Arrives as the time at which it was unpickled."""

    def __reduce__(self):
        return perf_counter_ns, ()


class Runner:
    def __init__(self, targets, method, child, ballast, threads, fds, main=None):
        self.method, self.child, self.main = method, child, main
        self.page_path = os.environ["PROCSTART_PAGE"]
        self.page = Page(self.page_path)
        self.first = True
        self.cpu = -1
        self.processors = Processors()
        # The floor takes what it does not start from the method that needs the least.
        methods = multiprocessing.get_all_start_methods()
        if method not in methods and method != "floor":
            raise Unsupported(f"multiprocessing has no {method} here, only {', '.join(methods)}")
        self.context = multiprocessing.get_context("spawn" if method == "floor" else method)
        self.mechanism = self._see_mechanism()
        if main is not None:
            become_main(main)
            import procstart_main as targets
        self.targets = targets
        self.held = take_factors(int(ballast), int(threads), int(fds))

    def facts(self):
        is_gil_enabled = getattr(sys, "_is_gil_enabled", lambda: True)
        return {
            "mechanism": self.mechanism,
            "version": sys.version.split()[0],
            "default_start_method": multiprocessing.get_all_start_methods()[0],
            "gil_enabled": is_gil_enabled(),
        }

    def _see_mechanism(self):
        if self.method == "floor":
            return ""
        if self.method != "spawn":
            return "fork"
        if not hasattr(os, "fork"):
            return "CreateProcessW"  # of _winapi.CreateProcess: there is no other way
        if self.child != "host":
            return ""
        from multiprocessing import util

        absent = os.fsencode(self.page_path + ".absent")
        self.page.clear(page_words.CHILD)
        os.waitpid(util.spawnv_passfds(absent, [absent], ()), 0)
        return "vfork+exec" if self.page.stamp(page_words.CHILD, page_words.FORKED) == MISSING else "fork+exec"

    def pin(self, cpu):
        if cpu == self.cpu or not self.processors.can_pin():
            return
        self.processors.pin(0, cpu)
        server = self._server_pid()
        if server is not None:
            self.processors.pin(server, cpu)
        self.cpu = cpu

    def _server_pid(self):
        if self.method != "forkserver":
            return None
        from multiprocessing import forkserver

        return forkserver._forkserver._forkserver_pid

    def _process(self, probe):
        if self.child == "stock":
            ready, imported = page_words.CHILD + page_words.READY, page_words.CHILD + page_words.MAIN_IMPORTED
            time = TimeOfUnpickling() if self.main is None else None
            arguments = (self.page.name, ready, imported, time, probe)
            return self.context.Process(target=self.targets.stock_target, args=arguments)
        # A user's main module has no target of ours in it, and importing one would cost the child: the event alone does.
        if self.main is not None:
            return self.context.Process(target=sys.audit, args=("procstart.stamp", page_words.READY))
        return self.context.Process(target=self.targets.target, args=(page_words.READY,))

    def start(self, probe=False):
        """One start, as a sample's eight times."""
        process = self._process(probe)
        self.page.clear(page_words.CHILD)
        if self.first:
            self.page.clear(page_words.SERVER)
        if self.method == "floor":
            asked, returned, reaped = perf_counter_ns(), perf_counter_ns(), perf_counter_ns()
            return [asked, returned, MISSING, MISSING, MISSING, MISSING, MISSING, reaped]
        asked, returned, reaped = timed(process)
        self._check(process.exitcode)
        process.close()
        sample = [asked, returned, *self._phases(), reaped]
        self.first = False
        return sample

    def _phases(self):
        """running, initialized, unpickled, main_imported, ready."""
        child = [self.page.stamp(page_words.CHILD, stamp) for stamp in (
            page_words.RUNNING,
            page_words.INITIALIZED,
            page_words.UNPICKLED,
            page_words.MAIN_IMPORTED,
            page_words.READY,
        )]  # fmt: skip
        if self.method == "forkserver" and self.first:
            child[1] = self.page.stamp(page_words.SERVER, page_words.INITIALIZED)
        return child

    def _check(self, exitcode):
        needed = {"ready": page_words.READY}
        if self.child == "host":
            needed = {"running": page_words.RUNNING, **needed}
        missing = [name for name, stamp in needed.items() if self.page.stamp(page_words.CHILD, stamp) == MISSING]
        if exitcode != 0 or missing:
            without = f" without {' and '.join(missing)}" if missing else ""
            raise Failed(f"the child ended with {describe_exit(exitcode)}{without}")

    def probe(self):
        self.page.ask_resources()
        before = minor_faults()
        self.start(probe=True)
        parent = minor_faults() - before if before != MISSING else MISSING
        peak, faults, user, system = self.page.take_resources()
        return peak, faults, parent, user, system

    def _stay(self):
        """A forked child's function while the parent is looked at; should that be gone, this ends too."""
        self.page.words[page_words.CHILD + page_words.READY] = perf_counter_ns()
        for _ in range(60000):
            if not self.page.words[page_words.HOLD]:
                return
            sleep(0.0005)

    def dirty(self):
        """What writing every page of the ballast takes: alone, and while a child that was just forked lives."""
        memory = next((one for one in self.held[0] if not isinstance(one, int)), None)
        if self.method != "fork" or memory is None:
            raise Failed("only a parent that forks and has ballast can write it again")
        write_pages(memory)
        alone = write_pages(memory)
        process = self.context.Process(target=self._stay)
        self.page.clear(page_words.CHILD)
        self.page.words[page_words.HOLD] = 1
        try:
            process.start()
            until = perf_counter_ns() + 5_000_000_000
            while self.page.stamp(page_words.CHILD, page_words.READY) == MISSING and perf_counter_ns() < until:
                sleep(0.0005)
            ready = self.page.stamp(page_words.CHILD, page_words.READY) != MISSING
            written = write_pages(memory)
        finally:
            self.page.words[page_words.HOLD] = 0
        process.join()
        if process.exitcode != 0 or not ready:
            raise Failed(f"the child that was to stay ended with {describe_exit(process.exitcode)}")
        process.close()
        return len(memory), alone, written

    def close(self):
        if self._server_pid() is not None:
            from multiprocessing import forkserver

            forkserver._forkserver._stop()


def take_factors(ballast, threads, fds):
    """The parent's memory, threads and open descriptors; what is returned holds them."""
    held = []
    try:
        if fds:
            raise_descriptor_limit(fds)
            held += [os.open(os.devnull, os.O_RDONLY) for _ in range(fds)]
        if ballast:
            held.append(touched_memory(ballast))
    except (OSError, MemoryError, OverflowError) as error:
        raise Unsupported(f"the parent cannot have its {fds} descriptors and {ballast} bytes: {one_line(error)}") from error
    gate = threading.Lock()
    gate.acquire()
    try:
        for _ in range(threads):
            threading.Thread(target=gate.acquire, daemon=True).start()
    except RuntimeError as error:
        raise Unsupported(f"the parent cannot have its {threads} threads: {error}") from error
    return held, gate


def touched_memory(size):
    import mmap

    private = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS} if hasattr(mmap, "MAP_PRIVATE") else {}
    memory = mmap.mmap(-1, size, **private)
    chunk = b"\1" * (1 << 20)
    while memory.tell() < size:
        memory.write(chunk[: size - memory.tell()])
    return memory


def write_pages(memory):
    """Writes one byte of every page and returns the ns that it took."""
    import mmap

    data = bytes(-(-len(memory) // mmap.PAGESIZE))
    began = perf_counter_ns()
    memory[:: mmap.PAGESIZE] = data
    return perf_counter_ns() - began


def raise_descriptor_limit(more):
    """Makes room for `more` and for what Python and multiprocessing need themselves, as far as that is allowed."""
    try:
        import resource
    except ImportError:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = more + 256
    if soft != resource.RLIM_INFINITY and soft < wanted:
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))


def become_main(path):
    """Makes a user's file this process's main module as far as children see it, and runs its body once, as they do."""
    import runpy
    import types

    path = os.path.abspath(path)
    ours = os.path.dirname(os.path.abspath(__file__))
    sys.path[sys.path.index(ours)] = os.path.dirname(path)
    sys.path.append(ours)
    sys.argv = [path]
    try:
        names = run_as_child(runpy.run_path, path)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise Failed(f"{path} cannot be imported as a main module: {one_line(error)}") from error
    module = types.ModuleType(AGAIN)
    module.__dict__.update(names)
    sys.modules["__main__"] = sys.modules[AGAIN] = module


def answer(runner, channel, op, starts, cpu):
    """Does one request. A failed start is an answer too, after the samples before it."""
    samples = []
    try:
        runner.pin(cpu)
        if op == PROBE:
            channel.reply(OK, [USED.pack(*runner.probe())])
            return
        if op == DIRTY:
            channel.reply(OK, [DIRTIED.pack(*runner.dirty())])
            return
        for _ in range(starts):
            samples.append(SAMPLE.pack(*runner.start()))
    except (Failed, OSError) as error:
        channel.reply(FAILED, samples, str(error))
        return
    channel.reply(OK, samples)


def main(targets):
    channel = Channel()
    arguments = sys.argv[1:]
    if not 5 <= len(arguments) <= 6:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        runner = Runner(targets, *arguments)
    except Unsupported as error:
        channel.reply(UNSUPPORTED, text=str(error))
        return 0
    except Exception as error:
        channel.reply(FAILED, text=str(error) if isinstance(error, Failed) else one_line(error))
        return 0
    channel.reply(OK, text=json.dumps(runner.facts()))
    while (request := channel.request()) is not None:
        op, starts, cpu = request
        if op not in (START, PROBE, DIRTY) or starts > BATCH_MAX:
            print(f"procstart_runner: a request that is none: op {op}, {starts} starts", file=sys.stderr)
            return 3
        answer(runner, channel, op, starts, cpu)
    runner.close()
    return 0
