"""Looks at scripts without running them: reads paths (each ended by a NUL) from standard input, writes a line of JSON for each.

The first line is {"rules": [..]}. A script's line is {}, or has "error" (it could not be looked at), or "findings": [{rule,
level, line, column, end_line, end_column, message, help, source, methods}, ..]. Lines and columns count from 1, columns in code
points. A pyproject.toml's line has "config". Read by answers.c, which trusts none of it. Runs in any Python from 3.10 on, whose
own parser it is that judges.
"""

import ast
import gc
import importlib
import json
import os
import re
import stat
import symtable
import sys
import tokenize
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
LARGEST = 8 << 20  # a syntax tree takes some hundred times as much memory as its text
SOURCE_MOST = 2000  # characters of a source line
TEXT_MOST = 2000
FINDINGS_MOST = 50000  # of one file: answers.c takes as many
LINE_END = re.compile("\r\n|\r|\n")
IGNORE = re.compile(r"#\s*procstart:\s*ignore(?:\s*\[([^\]]*)\])?", re.ASCII)
COLLECT_EVERY = 50  # trees and models hold each other


class Refused(Exception):
    """A file that is not looked at; says why."""


def load_rules():
    files = sorted(name[:-3] for name in os.listdir(os.path.join(HERE, "rules")) if name.endswith(".py"))
    return [importlib.import_module("rules." + name) for name in files]


def describe(rule):
    why = " ".join(rule.WHY.split())
    return {"id": rule.ID, "level": rule.LEVEL, "title": rule.TITLE, "why": why, "bad": rule.BAD, "good": rule.GOOD}


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
    if source[:4] == b"PK\3\4" or source.startswith(b"#!") and b"\nPK\3\4" in source[:256]:
        raise Refused("it is a zip file: name the __main__.py that it was made of")
    if b"\0" in source:
        raise Refused("it is no Python text: it holds a null byte")
    return source


def cut(text, most=TEXT_MOST):
    """Safe for JSON, and not too long."""
    return text[:most].encode("utf-8", "backslashreplace").decode()


def version():
    return ".".join(map(str, sys.version_info[:3]))


def say_syntax_error(error):
    where = f"line {error.lineno}: " if error.lineno else ""
    return f"{where}Python {version()} does not take it: {error.msg}"


def parse(source, path, relevant):
    """The syntax tree, or None for a file that has nothing to do with processes: then it is only seen to be right."""
    try:
        if relevant:
            return ast.parse(source, path)
        symtable.symtable(source, path, "exec")
        return None
    except SyntaxError as error:
        raise Refused(say_syntax_error(error)) from None
    except (RecursionError, MemoryError):
        raise Refused(f"it is nested too deeply for the parser of Python {version()}") from None
    except ValueError as error:
        raise Refused(f"Python {version()} cannot read it: {error}") from None


# ---- what is found ----


class Text:
    """The lines of a source, decoded as Python does."""

    def __init__(self, source):
        lines = iter(source.splitlines(True))
        try:
            encoding, _ = tokenize.detect_encoding(lambda: next(lines, b""))
        except SyntaxError:
            encoding = "utf-8"
        if encoding == "utf-8-sig":
            source = source[3:] if source.startswith(b"\xef\xbb\xbf") else source
            encoding = "utf-8"
        self.text = source.decode(encoding, "replace")
        self.lines = LINE_END.split(self.text)

    def line(self, number):
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def column(self, number, offset):
        """From bytes of UTF-8, which the parser counts in, to code points from 1."""
        line = self.line(number)
        if line.isascii():
            return offset + 1
        return len(line.encode("utf-8", "replace")[:offset].decode("utf-8", "ignore")) + 1

    def ignored(self):
        """{line: None (all rules) or the ids}."""
        found = {}
        lines = iter(self.text.splitlines(True) if "\f" not in self.text else [line + "\n" for line in self.lines])
        try:
            for token in tokenize.generate_tokens(lambda: next(lines, "")):
                match = IGNORE.search(token.string) if token.type == tokenize.COMMENT else None
                if match:
                    ids = None if match[1] is None else {part.strip() for part in match[1].split(",")}
                    found[token.start[0]] = ids
        except (tokenize.TokenError, SyntaxError, RecursionError):
            pass
        return found


def is_ignored(finding, rule, ignored):
    for line in (finding.node.lineno, finding.node.end_lineno):
        if line in ignored and (ignored[line] is None or rule.ID in ignored[line]):
            return True
    return False


def entry(finding, rule, text, names_of):
    node = finding.node
    return {
        "rule": rule.ID,
        "level": finding.level or rule.LEVEL,
        "line": node.lineno,
        "column": text.column(node.lineno, node.col_offset),
        "end_line": node.end_lineno,
        "end_column": text.column(node.end_lineno, node.end_col_offset),
        "message": cut(finding.message),
        "help": cut(finding.help),
        "source": cut(text.line(node.lineno), SOURCE_MOST),
        "methods": names_of(finding.mask),
    }


class Analyser:
    def __init__(self):
        self.rules = load_rules()
        guard_model, guard_names = importlib.import_module("guard_model"), importlib.import_module("guard_names")
        self.model, self.words, self.names_of = guard_model.Model, guard_names.WORDS, guard_names.names_of

    def look_at(self, path):
        try:
            source = read(path)
            relevant = any(word in source for word in self.words)
            tree = parse(source, path, relevant)
            findings = self.findings(tree, source, path) if tree is not None else []
            return {"findings": findings} if findings else {}
        except Refused as refused:
            return {"error": cut(str(refused))}
        except OSError as error:
            return {"error": cut(f"it cannot be read: {error.strerror or error}")}
        except (RecursionError, MemoryError):
            return {"error": "it is nested too deeply, or too large, to be looked at"}

    def findings(self, tree, source, path):
        model = self.model(tree, source, path)
        found = [(rule, finding) for rule in self.rules for finding in rule.check(model)]
        if not found:
            return []
        text = Text(source)
        ignored = text.ignored() if b"procstart:" in source else {}
        kept = [entry(finding, rule, text, self.names_of) for rule, finding in found
                if finding.mask and not is_ignored(finding, rule, ignored)]
        kept.sort(key=lambda one: (one["line"], one["column"], one["rule"]))
        return kept[:FINDINGS_MOST]


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
    data = json.dumps(answer, separators=(",", ":")).encode() + b"\n"
    while data:
        data = data[os.write(fd, data):]


def main():
    # What is found is written to a descriptor of its own, so that nothing else gets between.
    out = os.dup(1)
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    gc.disable()
    analyser = Analyser()
    write(out, {"rules": [describe(rule) for rule in analyser.rules]})
    gc.freeze()
    for n, path in enumerate(paths()):
        write(out, guard_config.answer(path) if os.path.basename(path) == "pyproject.toml" else analyser.look_at(path))
        if n % COLLECT_EVERY == COLLECT_EVERY - 1:
            gc.collect()


if __name__ == "__main__":
    sys.path.insert(0, HERE)
    guard_config = importlib.import_module("guard_config")
    main()
