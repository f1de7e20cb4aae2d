"""What `procstart guard --run` has run in every process of a script, by the host (watch.h): EVENT says when, SETTING how.

It sets multiprocessing's default start method below the script, so that what the script sets itself is in effect; tells of
workers for which a pool starts others; tells of output while main is executed again, for which there is no audit event; and has
the resource tracker end after all others, so that it can do its work also where a script is stopped. It imports nothing that the
script's process would not import anyway, and no frame of it shows in a traceback.
"""

import sys


def set_default_method(context):
    method = context._concrete_contexts.get(SETTING)
    if method is not None:
        context._default_context._default_context = method


def is_tracker():
    return sys.argv[:1] == ["-c"] and sys.orig_argv[-1].startswith("from multiprocessing.resource_tracker import main")


def outlast_others():
    """By a name that the keeper knows (platform/posix/keeper.h), and a group that is not killed as a whole. It then need not
    complain of what the others have left: who is killed cannot clean up."""
    import os
    import warnings

    warnings.simplefilter("ignore", UserWarning)
    try:
        with open("/proc/self/comm", "w") as name:
            name.write("procstart-last")
        os.setpgid(0, 0)
    except OSError:
        pass


def watch_workers(pool):
    """A pool without end is one whose workers end before they were told to."""
    join = pool.Pool._join_exited_workers

    def join_exited_workers(workers):
        codes = [worker.exitcode for worker in list(workers)]
        failed = sum(code is not None and code != 0 for code in codes)
        returned = sum(code == 0 for code in codes)
        if failed:
            sys.audit("procstart.count", "replaced", failed)
        if returned:
            sys.audit("procstart.count", "returned", returned)
        return join(workers)

    pool.Pool._join_exited_workers = staticmethod(join_exited_workers)


def after_import(name, change):
    """Has change(module) called when the module that is about to be imported is there."""

    class Finder:
        @staticmethod
        def find_spec(fullname, path=None, target=None):
            if fullname != name:
                return None
            sys.meta_path.remove(Finder)
            for finder in sys.meta_path:
                spec = finder.find_spec(fullname, path, target)
                if spec is not None:
                    change_loader(spec.loader)
                    return spec
            return None

    def change_loader(loader):
        execute = loader.exec_module

        def exec_module(module):
            execute(module)
            del loader.exec_module
            change(module)

        loader.exec_module = exec_module

    sys.meta_path.insert(0, Finder)


def watch_output():
    """Streams that tell of what is written to them. Who keeps one, as handlers of logging do, may use it on."""
    import io

    def in_main():
        """Not what is printed of an error that has ended main."""
        frame = sys._getframe(2)
        while frame is not None and frame.f_globals.get("__name__") != "__mp_main__":
            frame = frame.f_back
        return frame is not None

    class Stream(io.TextIOWrapper):
        told = None

        def write(self, text):
            if self.told and text.strip() and in_main():
                sys.audit("procstart.effect", "output", self.told)
            return super().write(text)

    def watched(stream, name):
        if type(stream) is not io.TextIOWrapper:
            return stream
        copy = Stream(
            stream.buffer,
            encoding=stream.encoding,
            errors=stream.errors,
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )
        copy.mode = "w"
        copy.told = name
        return copy

    before = sys.stdout, sys.stderr
    sys.stdout = watched(sys.stdout, "stdout")
    sys.stderr = watched(sys.stderr, "stderr")
    return before, (sys.stdout, sys.stderr)


def leave_output(before, watched):
    """Back to the streams as they were, but for what the script has put there itself."""
    for name, stream, copy in zip(("stdout", "stderr"), before, watched):
        if copy is stream:
            continue
        copy.told = None
        copy.flush()
        if getattr(sys, name) is copy:
            setattr(sys, name, stream)


if EVENT == "import multiprocessing.context":
    after_import("multiprocessing.context", set_default_method)
    if is_tracker():
        outlast_others()
elif EVENT == "import multiprocessing.pool":
    after_import("multiprocessing.pool", watch_workers)
elif EVENT == "main again":
    streams = watch_output()
elif EVENT == "main again finished":
    leave_output(*streams)
