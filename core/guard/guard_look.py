"""Looks at one script that has to do with processes: its model, what the rules find in it, and where that stands in its text.

Loaded when there is such a script, or somebody wants to know of the rules: guard_static.py looks at most scripts without it.
"""

import importlib
import os
import re
import tokenize

from guard_model import Model
from guard_names import names_of
from guard_words import cut

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE_MOST = 2000  # characters of a source line
FINDINGS_MOST = 50000  # of one file: answers.c takes as many
LINE_END = re.compile("\r\n|\r|\n")
IGNORE = re.compile(r"#\s*procstart:\s*ignore(?:\s*\[([^\]]*)\])?", re.ASCII)


def load_rules():
    files = sorted(name[:-3] for name in os.listdir(os.path.join(HERE, "rules")) if name.endswith(".py"))
    return [importlib.import_module("rules." + name) for name in files]


def describe(rule):
    why = " ".join(rule.WHY.split())
    return {"id": rule.ID, "level": rule.LEVEL, "title": rule.TITLE, "why": why, "bad": rule.BAD, "good": rule.GOOD}


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


def entry(finding, rule, text):
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


def findings(rules, tree, source, path):
    model = Model(tree, source, path)
    found = [(rule, finding) for rule in rules for finding in rule.check(model)]
    if not found:
        return []
    text = Text(source)
    ignored = text.ignored() if b"procstart:" in source else {}
    kept = [entry(finding, rule, text) for rule, finding in found if finding.mask and not is_ignored(finding, rule, ignored)]
    kept.sort(key=lambda one: (one["line"], one["column"], one["rule"]))
    return kept[:FINDINGS_MOST]
