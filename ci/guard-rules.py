"""Writes docs/rules.md from the rules of guard; --check: fails if it is not what is there."""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TARGET = os.path.join(ROOT, "docs", "rules.md")
sys.path.insert(0, os.path.join(ROOT, "core", "guard"))

HEAD = """# The rules of guard

What `procstart guard` looks for in scripts, without running them. Made from `core/guard/rules/` by `ci/guard-rules`: change it
there.

A finding is taken back by `# procstart: ignore[RULE]` at the end of its first or last line; `[tool.procstart]` of
`pyproject.toml` switches rules on and off (docs/guard.md). A finding concerns start methods: `--method` picks those that count.

| rule | level | methods | what it finds |
|---|---|---|---|
"""


def section(rule):
    return f"""
## {rule.ID}

{rule.TITLE}. Level: {rule.LEVEL}. Methods: {", ".join(rule.METHODS)}. Versions of Python: {rule.VERSIONS}.

{rule.WHY}

Found:

```python
{rule.BAD.strip()}
```

Better:

```python
{rule.GOOD.strip()}
```
"""


def wrap(text):
    """Lines of prose at most 120 wide; code as it is."""
    import textwrap

    parts, lines = [], text.split("```")
    for i, part in enumerate(lines):
        if i % 2:
            parts.append("```" + part + "```")
            continue
        paragraphs = part.split("\n\n")
        wrapped = [
            paragraph if paragraph.lstrip().startswith(("#", "|")) else
            "\n".join(textwrap.wrap(" ".join(paragraph.split()), 120, break_long_words=False, break_on_hyphens=False))
            for paragraph in paragraphs
        ]
        parts.append("\n\n".join(wrapped))
    return "".join(parts)


def document():
    import guard_look

    rules = guard_look.load_rules()
    rows = "".join(f"| [`{rule.ID}`](#{rule.ID}) | {rule.LEVEL} | {', '.join(rule.METHODS)} | {rule.TITLE} |\n" for rule in rules)
    return HEAD + rows + wrap("".join(section(rule) for rule in rules)).rstrip("\n") + "\n"


def main():
    made = document()
    if "--check" not in sys.argv[1:]:
        with open(TARGET, "w", encoding="utf-8", newline="\n") as file:
            file.write(made)
        return 0
    try:
        with open(TARGET, encoding="utf-8") as file:
            there = file.read()
    except OSError:
        there = ""
    if there == made:
        return 0
    print("docs/rules.md is not what the rules say: run ci/guard-rules", file=sys.stderr)
    return 1


sys.exit(main())
