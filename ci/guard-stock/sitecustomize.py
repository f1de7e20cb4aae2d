"""Watches how a stock CPython runs a script of the corpus (ci/guard-corpus): put on PYTHONPATH, so that every interpreter of the
run reads it first. It changes nothing but the default start method, and wraps nothing: it looks at audit events and forks.

It appends lines to the file STOCK_LOG, each with the process id:
    P  a process of multiprocessing's, or a fork, has begun
    M  the script's body is executed
    E  event and detail: the body has an effect, in another process than the first
"""
import os
import sys

LOG = os.environ.get("STOCK_LOG")
SCRIPT = os.environ.get("STOCK_SCRIPT")

# What leaves a trace outside of the process.
EFFECTS = {
    "os.chmod", "os.chown", "os.exec", "os.fork", "os.forkpty", "os.kill", "os.killpg", "os.link", "os.mkdir", "os.posix_spawn",
    "os.remove", "os.rename", "os.rmdir", "os.spawn", "os.symlink", "os.system", "os.truncate", "os.utime", "socket.bind",
    "socket.connect", "socket.sendto", "sqlite3.connect", "subprocess.Popen",
}  # fmt: skip


def log(kind, *words):
    line = " ".join((kind, str(os.getpid())) + words).replace("\n", " ") + "\n"
    fd = os.open(LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(fd, line.encode("utf-8", "backslashreplace"))
    os.close(fd)


def begin_process():
    """More processes than the cap end at once: ci/guard-corpus sees it and ends the others."""
    log("P")
    with open(LOG, "rb") as file:
        if sum(line.startswith(b"P") for line in file) > int(os.environ["STOCK_CAP"]):
            os._exit(99)


class Body:
    """The script's body while another process than the first executes it: what it writes goes to a file first."""

    def __init__(self, code):
        self.code = code
        self.pid = os.getpid()
        flush()
        self.path = f"{LOG}.{self.pid}"
        self.saved = [os.dup(1), os.dup(2)]
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(fd, 1)
        os.dup2(fd, 2)
        os.close(fd)

    def runs(self):
        frame = sys._getframe()
        while frame is not None and frame.f_code is not self.code:
            frame = frame.f_back
        return frame is not None

    def end(self):
        flush()
        for fd, saved in zip((1, 2), self.saved):
            os.dup2(saved, fd)
            os.close(saved)
        with open(self.path, "rb") as file:
            written = file.read()
        if written:
            log("E", "output")
            os.write(2, written)


def flush():
    for stream in sys.stdout, sys.stderr:
        if stream is not None:
            stream.flush()


def writes(args):
    """Of the event `open`: whether it is for writing. A number is a descriptor that is open already."""
    path, mode, flags = args
    if isinstance(path, int) or path == os.devnull:
        return False
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR))


def watch(root):
    state = {"body": None, "busy": False, "thread": None}
    from _thread import get_ident

    def see(event, args):
        body = state["body"]
        if event == "exec" and getattr(args[0], "co_filename", "") == SCRIPT and args[0].co_name == "<module>":
            log("M")
            if os.getpid() != root and body is None:
                state["thread"] = get_ident()
                state["body"] = Body(args[0])
        elif body is not None and os.getpid() == body.pid and state["thread"] == get_ident():
            if not body.runs():
                state["body"] = None
                body.end()
            elif event in EFFECTS or (event == "open" and writes(args)):
                log("E", event, repr(args[:1]))

    def hook(event, args):
        if not state["busy"]:
            state["busy"] = True
            try:
                see(event, args)
            finally:
                state["busy"] = False

    sys.addaudithook(hook)


def begin():
    command = " ".join(sys.orig_argv[1:])
    if "multiprocessing.resource_tracker" in command:
        return
    first = "STOCK_ROOT" not in os.environ
    if first:
        os.environ["STOCK_ROOT"] = str(os.getpid())
    elif "--multiprocessing-fork" in command:
        begin_process()
    elif "multiprocessing.forkserver" not in command:
        return  # a program that the script has started by itself
    os.register_at_fork(after_in_child=begin_process)
    watch(int(os.environ["STOCK_ROOT"]))
    if first:
        from multiprocessing import context

        context._default_context._default_context = context._concrete_contexts[os.environ["STOCK_METHOD"]]


if LOG:
    begin()
