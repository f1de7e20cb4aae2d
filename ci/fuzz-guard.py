"""fuzz-guard.py scripts|config SECONDS [SEED]: random input for guard's Python side, made of pieces of the rules' own scripts.

Whatever comes in, an answer must come out: findings that make sense, or an error. An exception is a failure; the input that
raised it is printed, with the seed."""

import ast
import glob
import json
import os
import random
import sys
import tempfile
import time
import warnings

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "core", "guard"))

WORDS = """Pool Process get_context set_start_method start submit map target args initializer lambda: None if else: for in with as
def f(x): class C(Process): return yield await async global import from multiprocessing mp __name__ == "__main__" != is not and
or self . , ( ) [ ] { } : = := * ** @ ; 'x' f"{x}" match case _: try: except: x y # procstart:ignore[x]""".split()
WORDS += ["\n", "\n    ", "\n\t", "\\", "\ufeff", "\x0c", '"""']
KEYS = "select ignore exclude methods python [tool.procstart] [tool] = [ ] \"a\" 'b' , # { } 1 true".split()
KEYS += ["\n", '"""', "\\", "\x00", "\ufeff", "\xe9"]


def scripts():
    return [open(path, encoding="utf-8").read() for path in glob.glob(os.path.join(ROOT, "tests/data/guard-rules/*/*.py"))]


def mutated(text, others, words, dice):
    lines = text.splitlines(True)
    for _ in range(dice.randrange(1, 6)):
        at = dice.randrange(len(lines) + 1)
        kind = dice.randrange(6)
        if kind == 0 and lines:
            del lines[min(at, len(lines) - 1)]
        elif kind == 1:
            other = dice.choice(others).splitlines(True)
            start = dice.randrange(len(other) + 1)
            lines[at:at] = other[start : start + dice.randrange(1, 12)]
        elif kind == 2:
            lines.insert(at, " ".join(dice.choice(words) for _ in range(dice.randrange(1, 9))) + "\n")
        elif kind == 3 and lines:
            at = min(at, len(lines) - 1)
            lines[at] = " " * dice.choice((0, 1, 4, 8)) + lines[at].lstrip()
        elif kind == 4 and lines:
            at = min(at, len(lines) - 1)
            cut = dice.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:cut] + dice.choice(words) + lines[at][cut:]
        else:
            dice.shuffle(lines)
    return "".join(lines)


def generated(dice, depth=0):
    """A tree of any shape that unparses: what no person would write."""
    kinds = [ast.Name, ast.Constant, ast.Call, ast.Attribute, ast.Lambda, ast.ListComp, ast.IfExp, ast.Tuple, ast.Starred]
    kind = dice.choice(kinds[:2] if depth > 4 else kinds)
    name = dice.choice(("mp", "multiprocessing", "Pool", "x", "p", "self", "__name__"))
    more = lambda: generated(dice, depth + 1)  # noqa: E731
    if kind is ast.Name or kind is ast.Starred:
        return ast.Name(name, ast.Load())
    if kind is ast.Constant:
        return ast.Constant(dice.choice((None, True, 1, "__main__", "spawn", b"x", 1.5, ...)))
    if kind is ast.Call:
        words = [ast.keyword(dice.choice(("target", "args", "method", None)), more())] if dice.random() < 0.4 else []
        return ast.Call(more(), [more() for _ in range(dice.randrange(3))], words)
    if kind is ast.Attribute:
        return ast.Attribute(more(), dice.choice(("Pool", "Process", "start", "map", "submit", "join", "append")), ast.Load())
    if kind is ast.Lambda:
        return ast.Lambda(ast.arguments([], [], None, [], [], None, []), more())
    if kind is ast.ListComp:
        return ast.ListComp(more(), [ast.comprehension(ast.Name("p", ast.Store()), more(), [], 0)])
    if kind is ast.IfExp:
        return ast.IfExp(more(), more(), more())
    return ast.Tuple([more() for _ in range(dice.randrange(3))], ast.Load())


def script(texts, dice):
    if dice.random() < 0.7:
        return mutated(dice.choice(texts), texts, WORDS, dice)
    lines = ["import multiprocessing, multiprocessing as mp\nfrom multiprocessing import *\n"]
    for _ in range(dice.randrange(1, 8)):
        head = dice.choice(("", "x = ", "p = ", "if {}:\n    ", "for p in {}: ", "def f(): return ", "with {} as p: "))
        lines.append(head.replace("{}", ast.unparse(generated(dice))) + ast.unparse(generated(dice)) + "\n")
    return "".join(lines)


def check_findings(answer, text):
    for finding in answer.get("findings", ()):
        assert 1 <= finding["line"] <= finding["end_line"] <= len(text) + 1, finding
        assert finding["column"] >= 1 and finding["end_column"] >= 1 and finding["methods"] and finding["message"], finding
    assert set(answer) <= {"findings", "error"}, answer


def run(work, what, dice, seconds):
    import guard_config
    import guard_static

    analyser, texts, n, looked = guard_static.Analyser(), scripts(), 0, 0
    path = os.path.join(work, "pyproject.toml" if what == "config" else "script.py")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what == "config":
            text = "[tool.procstart]\n" + " ".join(dice.choice(KEYS) for _ in range(dice.randrange(20)))
        else:
            text = script(texts, dice)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        try:
            if what == "config":
                answer = guard_config.answer(path)
                assert set(answer) in ({"config"}, {"error"}), answer
                try:  # what Python 3.10 does
                    guard_config.read_table(text)
                except guard_config.Wrong:
                    pass
            else:
                answer = analyser.look_at(path)
                check_findings(answer, text)
            json.dumps(answer)
        except BaseException:
            print(repr(text))
            raise
        n += 1
        looked += "error" not in answer
    print(f"{n} inputs, {looked} of them looked at")
    assert looked > n / 20, "nearly nothing is Python"


def main():
    what, seconds = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    print(f"seed {seed}")
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as work:
        run(work, what, random.Random(seed), seconds)


main()
