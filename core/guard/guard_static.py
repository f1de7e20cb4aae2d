"""Looks at scripts without running them: reads paths (each ended by a NUL) from standard input, writes a line of JSON for each.

    guard_static.py [--rules] [--run]

The first line is {}; with --rules it is {"rules": [..]}. A script's line is {}, or has "error" (it could not be looked at), or
"findings": [{rule, level, line, column, end_line, end_column, message, help, source, methods}, ..]. Lines and columns count from
1, columns in code points. A pyproject.toml's line has "config". With --run a zip file is no error: it is going to be run. Read by
answers.c, which trusts none of it. Runs in any Python from 3.10 on, whose own parser it is that judges.

Most scripts have nothing to do with processes, and most that are looked at are few: what is not needed for all is imported late.
"""

import gc
import os
import stat
import sys
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from guard_words import WORDS, cut  # noqa: E402

LARGEST = 8 << 20  # a syntax tree takes some hundred times as much memory as its text
COLLECT_EVERY = 50  # trees and models hold each other


class Refused(Exception):
    """A file that is not looked at; says why."""


# ---- reading ----


def read(path):
    # A pipe or a terminal would be waited for.
    fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    with open(fd, "rb") as file:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise Refused("it is no regular file")
        if status.st_size > LARGEST:
            raise Refused(f"it is {status.st_size / (1 << 20):.0f} MiB large, and at most {LARGEST >> 20} MiB are looked at")
        source = file.read(LARGEST + 1)
    if len(source) > LARGEST:
        raise Refused(f"it grows, and at most {LARGEST >> 20} MiB are looked at")
    if path.endswith(".ipynb"):  # JSON, which the parser may well take for an expression
        raise Refused("it is a notebook: export it by jupyter nbconvert --to script, and name that")
    return source


def is_zip(source):
    return source[:4] == b"PK\3\4" or source.startswith(b"#!") and b"\nPK\3\4" in source[:256]


def version():
    return ".".join(map(str, sys.version_info[:3]))


def say_syntax_error(error):
    where = f"line {error.lineno}: " if error.lineno else ""
    return f"{where}Python {version()} does not take it: {error.msg}"


def check_syntax(source, path):
    try:
        from _symtable import symtable  # what the module symtable is made of, which takes its time to import
    except ImportError:
        from symtable import symtable
    symtable(source, path, "exec")


def parse(source, path, relevant):
    """The syntax tree, or None for a file that has nothing to do with processes: then it is only seen to be right."""
    try:
        if relevant:
            import ast

            return ast.parse(source, path)
        return check_syntax(source, path)
    except SyntaxError as error:
        raise Refused(say_syntax_error(error)) from None
    except (RecursionError, MemoryError):
        raise Refused(f"it is nested too deeply for the parser of Python {version()}") from None
    except ValueError as error:
        raise Refused(f"Python {version()} cannot read it: {error}") from None


class Analyser:
    def __init__(self, runs=False):
        self.runs = runs
        self.rules = None

    def look(self):
        import guard_look

        if self.rules is None:
            self.rules = guard_look.load_rules()
            gc.freeze()
        return guard_look

    def describe(self):
        look = self.look()
        return [look.describe(rule) for rule in self.rules]

    def findings(self, path):
        source = read(path)
        if is_zip(source):
            if self.runs:
                return []
            raise Refused("it is a zip file: name the __main__.py that it was made of")
        if b"\0" in source:
            raise Refused("it is no Python text: it holds a null byte")
        tree = parse(source, path, any(word in source for word in WORDS))
        return self.look().findings(self.rules, tree, source, path) if tree is not None else []

    def look_at(self, path):
        try:
            findings = self.findings(path)
            return {"findings": findings} if findings else {}
        except Refused as refused:
            return {"error": cut(str(refused))}
        except OSError as error:
            return {"error": cut(f"it cannot be read: {error.strerror or error}")}
        except (RecursionError, MemoryError):
            return {"error": "it is nested too deeply, or too large, to be looked at"}


def paths():
    """Of standard input, as they come."""
    rest = b""
    while True:
        data = os.read(0, 65536)
        if not data:
            return
        *whole, rest = (rest + data).split(b"\0")
        yield from map(os.fsdecode, whole)


def write(fd, answer):
    data = b"{}\n"
    if answer:
        import json

        data = json.dumps(answer, separators=(",", ":")).encode() + b"\n"
    while data:
        data = data[os.write(fd, data):]


def answer(analyser, path):
    if os.path.basename(path) != "pyproject.toml":
        return analyser.look_at(path)
    import guard_config

    return guard_config.answer(path)


def main():
    # What is found is written to a descriptor of its own, so that nothing else gets between.
    out = os.dup(1)
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    gc.disable()
    analyser = Analyser("--run" in sys.argv)
    write(out, {"rules": analyser.describe()} if "--rules" in sys.argv else {})
    for n, path in enumerate(paths()):
        write(out, answer(analyser, path))
        if n % COLLECT_EVERY == COLLECT_EVERY - 1:
            gc.collect()
    os._exit(0)  # all else is taken down by the system, at once


if __name__ == "__main__":
    main()
