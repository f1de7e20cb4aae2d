"""Reads [tool.procstart] of a pyproject.toml: by tomllib, which Python has from 3.11 on; before, that one table alone."""

import ast
import re

LARGEST = 1 << 20
HEADER = re.compile(r"\s*\[\s*(?P<quote>['\"]?)tool(?P=quote)\s*\.\s*procstart\s*\]\s*(#.*)?$")
OTHER = re.compile(r"\s*\[")
KEY = re.compile(r"\s*(?P<key>[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')\s*=\s*(?P<value>.*)$")
STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")


class Wrong(Exception):
    """The file is no TOML, or has in it what is not understood here."""


def without_comment(line):
    """A line up to a # that is in no string."""
    at = 0
    while at < len(line):
        match = STRING.match(line, at)
        if match:
            at = match.end()
        elif line[at] == "#":
            return line[:at]
        else:
            at += 1
    return line


def one_value(text, number):
    """A string, or an array of strings, on one line."""
    strings = [match for match in STRING.finditer(text)]
    bare = STRING.sub("s", text).replace(" ", "").replace("\t", "")
    if not re.fullmatch(r"s|\[(s(,s)*,?)?\]", bare):
        raise Wrong(f"line {number}: only strings and lists of strings are understood without tomllib (Python 3.11)")
    found = []
    for match in strings:
        literal = match[0]
        try:  # TOML's basic strings are Python's, but for what no path or name has in it
            found.append(literal[1:-1] if literal[0] == "'" else ast.literal_eval(literal))
        except (SyntaxError, ValueError):
            raise Wrong(f"line {number}: a string is not understood") from None
    return found if bare.startswith("[") else found[0]


def read_table(text):
    """The table of [tool.procstart], or None."""
    table, inside, whole = None, False, ""
    for number, line in enumerate(text.split("\n"), 1):
        line = without_comment(line.rstrip("\r"))
        if not whole and OTHER.match(line):
            inside = HEADER.match(line) is not None
            table = {} if inside and table is None else table
            continue
        if not inside or not (whole + line).strip():
            continue
        whole += " " + line
        bare = STRING.sub("", whole)
        if bare.count("[") > bare.count("]"):
            continue  # an array goes on in the next line
        match = KEY.match(whole)
        if not match:
            raise Wrong(f"line {number}: it is no `key = value`")
        table[match["key"].strip("\"'")] = one_value(match["value"].strip(), number)
        whole = ""
    if whole:
        raise Wrong("a list does not end")
    return table


def parse(data):
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Wrong("it is not UTF-8") from None
    try:
        import tomllib
    except ImportError:
        return read_table(text)
    try:
        tool = tomllib.loads(text).get("tool", {})
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Wrong(str(error)) from None
    return tool.get("procstart") if isinstance(tool, dict) else None


def plain(value):
    """What JSON has, of what TOML has."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def answer(path):
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise Wrong("it is larger than 1 MiB")
        table = parse(data)
        return {"config": plain(table) if table is not None else None}
    except Wrong as wrong:
        return {"error": str(wrong)[:500]}
    except OSError as error:
        return {"error": f"it cannot be read: {error.strerror or error}"}
