"""What a main module's top-level statements are, and which of them could be left out in children without breaking its import."""

import ast
import sys


def statements(source, path):
    """A dict for each statement of the body: line, text, kind, modules that it imports by name, and `why_not`: why leaving it out
    cannot be measured safely, or None."""
    tree = ast.parse(source, path)
    lines = source.splitlines()
    needs = Needs(tree)
    return [
        {
            "line": statement.lineno,
            "text": text_of(lines, statement),
            "modules": modules_of(statement),
            "kind": "guard" if is_guard(statement) else type(statement).__name__,
            "why_not": why_not(i, statement, needs),
        }
        for i, statement in enumerate(tree.body)
    ]


def text_of(lines, statement):
    """The first line; decorators come before a definition's own."""
    line = lines[statement.lineno - 1] if statement.lineno <= len(lines) else b""
    return line.decode("utf-8", "backslashreplace").strip()[:400]


def is_guard(statement):
    return isinstance(statement, ast.If) and is_main_test(statement.test)


def is_main_test(test):
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = [test.left, test.comparators[0]]
    names = [side.id for side in sides if isinstance(side, ast.Name)]
    values = [side.value for side in sides if isinstance(side, ast.Constant)]
    return names == ["__name__"] and values == ["__main__"]


def is_future(statement):
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__" and statement.level == 0


def modules_of(statement):
    found = []
    for node in ast.walk(statement) if isinstance(statement, (ast.Import, ast.ImportFrom, ast.Try)) else ():
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module and not is_future(node):
            found.append(node.module)
    return found


def names_bound(statement):
    """The names that a statement binds, or None where they cannot be told."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        names = [alias.asname or alias.name.partition(".")[0] for alias in statement.names]
        return None if "*" in names else names
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    elif isinstance(statement, ast.Try):
        parts = [*statement.body, *statement.orelse, *statement.finalbody, *(s for h in statement.handlers for s in h.body)]
        bound = [[] if isinstance(part, ast.Pass) else names_bound(part) for part in parts]
        return None if None in bound else [name for names in bound for name in names]
    else:
        return None
    names = []
    for target in targets:
        for node in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
            if not isinstance(node, ast.Name):
                return None
            names.append(node.id)
    return names


def why_not(i, statement, needs):
    if is_guard(statement):
        return "children do not run it"
    if is_future(statement):
        return "it changes how the whole file is compiled"
    if isinstance(statement, ast.ImportFrom) and any(alias.name == "*" for alias in statement.names):
        return "which names it binds, and who needs them, cannot be seen"
    if isinstance(statement, ast.Expr):
        return "it is there for its effect, which what follows may rely on"
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return "children look up in the main module what is defined there"
    names = names_bound(statement)
    if names is None:
        return "it is more than imports and assignments to names"
    for name in names:
        line = needs.line_of(name, i)
        if line:
            return f"{name} is needed on line {line} while the module is imported"
    return None


class Needs(ast.NodeVisitor):
    """Which names are read while a module is imported, by which statement, on which line. Bodies of functions are not run then,
    unless something that is run names the function."""

    def __init__(self, tree):
        self.has_lazy_annotations = sys.version_info >= (3, 14) or any(
            is_future(statement) and any(alias.name == "annotations" for alias in statement.names) for statement in tree.body
        )
        self.bodies = {
            node.name: node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        }
        self.read = []  # for each statement: name to line
        for statement in tree.body:
            self.now, self.opened = {}, set()
            self.visit(statement)
            self.read.append(self.now)

    def line_of(self, name, but):
        """The first line on which a statement other than number `but` needs the name; 0: none does."""
        return min((names[name] for i, names in enumerate(self.read) if i != but and name in names), default=0)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Store):
            return
        self.now.setdefault(node.id, node.lineno)
        if node.id in self.bodies and node.id not in self.opened:
            self.opened.add(node.id)
            for statement in self.bodies[node.id].body:
                self.visit(statement)

    def visit_AugAssign(self, node):
        if isinstance(node.target, ast.Name):
            self.now.setdefault(node.target.id, node.lineno)
        self.generic_visit(node)

    def visit_AnnAssign(self, node):
        parts = [node.target, node.value] if self.has_lazy_annotations else [node.target, node.annotation, node.value]
        self._visit_all(parts)

    def visit_FunctionDef(self, node):
        arguments = node.args
        self._visit_all([*node.decorator_list, *arguments.defaults, *arguments.kw_defaults])
        if not self.has_lazy_annotations:
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
            self._visit_all([argument.annotation for argument in every if argument is not None])
            self._visit_all([node.returns])

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        # Called or not, who can tell: what it names counts as needed.
        self.generic_visit(node)

    def visit_If(self, node):
        """Of a guard, children run the rest only."""
        self._visit_all([node.test, *node.orelse] if is_main_test(node.test) else [node.test, *node.body, *node.orelse])

    def _visit_all(self, nodes):
        for node in nodes:
            if node is not None:
                self.visit(node)
