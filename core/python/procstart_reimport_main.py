"""The main module of `procstart reimport`: what the user named, made the main module of this process."""

import contextlib
import os
import runpy
import sys
import types
import zipfile

from procstart_start import AGAIN, Failed, NoMain, one_line, run_as_child


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
            raise NoMain(str(error)) from error
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
            raise NoMain(f"there is no __main__ module in the {self.kind} {path}") from error
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
        try:
            with nothing_printed():
                if self.kind == "module":
                    return run_as_child(runpy.run_module, self.name, alter_sys=True)
                return run_as_child(runpy.run_path, self.file)
        except SyntaxError as error:
            raise Failed(describe_syntax(error)) from error
        except BaseException as error:
            raise Failed(f"importing the main module ends with {describe_error(error, self.file)}") from error


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
