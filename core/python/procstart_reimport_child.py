"""Runs in children of `procstart reimport`: in interpreters that are to become spawn's child or a forkserver (python/watch.h).

It wraps two functions of runpy's, so that main's code, and no other, is compiled from a syntax tree in which statements are timed
or left out. No frame is added while main runs, and positions stay: tracebacks are what they are without. SETTING is a file,
marshalled anew for each start: times (bool), records (a folder), leave_out (indices of statements), modules (names).

It imports nothing that multiprocessing has not imported before main anyway: else that would be missing from what main pays.
"""

import builtins
import sys

__builtins__ = builtins  # a module's globals have it, and imports made by C code need it


def is_start_of_child():
    return any(
        argument.startswith(("from multiprocessing.spawn import ", "from multiprocessing.forkserver import "))
        for argument in sys.orig_argv
    )


def prepare(setting):
    import _ast
    import _frozen_importlib
    import io
    import marshal
    import os
    import runpy
    from _thread import get_ident
    from time import perf_counter_ns

    def is_main():
        """Whether the function that called ours is runpy's, and runs main again."""
        return sys._getframe(2).f_locals.get("run_name") == "__mp_main__"

    def at(node, where):
        for name in ("lineno", "col_offset", "end_lineno", "end_col_offset"):
            setattr(node, name, getattr(where, name))
        return node

    def call(name, where, *arguments):
        function = at(_ast.Name(id=name, ctx=_ast.Load()), where)
        return at(_ast.Call(func=function, args=list(arguments), keywords=[]), where)

    def is_leading(statement):
        """Docstring and __future__ imports have to stay first."""
        if isinstance(statement, _ast.ImportFrom):
            return statement.module == "__future__" and statement.level == 0
        value = statement.value if isinstance(statement, _ast.Expr) else None
        return isinstance(value, _ast.Constant) and isinstance(value.value, str)

    def with_times(body):
        """A stamp before each statement and one at the end."""
        leading = 0
        while leading < len(body) and is_leading(body[leading]):
            leading += 1
        timed = body[:leading]
        for statement in body[leading:]:
            stamp = call("__procstart_add__", statement, call("__procstart_now__", statement))
            timed += [at(_ast.Expr(value=stamp), statement), statement]
        if body:
            timed.append(at(_ast.Expr(value=call("__procstart_end__", body[-1])), body[-1]))
        return timed, leading

    class Recorder:
        def __init__(self, folder, leading, modules):
            self.folder, self.leading = folder, leading
            self.loaded = [name for name in modules if name in sys.modules]
            self.times, self.imports, self.within = [], [], {}
            self.numbers = iter(range(1 << 30))
            self.find_and_load = getattr(_frozen_importlib, "_find_and_load", None)
            builtins.__procstart_add__ = self.times.append
            builtins.__procstart_now__ = perf_counter_ns
            builtins.__procstart_end__ = self.end
            if self.find_and_load is not None:
                _frozen_importlib._find_and_load = self.timed_find_and_load

        def timed_find_and_load(self, name, import_):
            """Called for what is not in sys.modules only: neither cycles nor modules that are there come here."""
            thread = get_ident()
            outer = self.within.get(thread, -1)
            number = self.within[thread] = next(self.numbers)
            began = perf_counter_ns()
            try:
                return self.find_and_load(name, import_)
            finally:
                self.imports.append((number, name, outer, began, perf_counter_ns()))
                self.within[thread] = outer

        def end(self):
            self.times.append(perf_counter_ns())
            if self.find_and_load is not None:
                _frozen_importlib._find_and_load = self.find_and_load
            del builtins.__procstart_add__, builtins.__procstart_now__, builtins.__procstart_end__
            path = os.path.join(self.folder, f"{self.times[-1]}.{os.getpid()}")
            with open(path, "wb") as file:
                marshal.dump((self.leading, self.times, self.imports, self.loaded), file)
            os.rename(path, path + ".whole")

    def make_code(path, name):
        with open(setting, "rb") as file:
            todo = marshal.load(file)
        with io.open_code(path) as file:
            tree = compile(file.read(), name, "exec", 0x400, True)  # ast.PyCF_ONLY_AST
        for i in todo["leave_out"]:
            tree.body[i] = at(_ast.Pass(), tree.body[i])
        if todo["times"]:
            tree.body, leading = with_times(tree.body)
            Recorder(todo["records"], leading, todo["modules"])
        return compile(tree, name, "exec", 0, True)

    get_code, get_details = runpy._get_code_from_file, runpy._get_module_details

    def code_from_file(*arguments):
        """(run_name, fname), and a pair as its answer, up to 3.12; then (fname), and code."""
        if not is_main():
            return get_code(*arguments)
        name = arguments[-1]
        code = make_code(os.path.abspath(os.fsdecode(name)), name)
        return (code, name) if len(arguments) == 2 else code

    def module_details(*arguments):
        name, spec, code = get_details(*arguments)
        return name, spec, make_code(spec.origin, spec.origin) if is_main() else code

    runpy._get_code_from_file, runpy._get_module_details = code_from_file, module_details


if is_start_of_child():
    prepare(SETTING)  # noqa: F821
