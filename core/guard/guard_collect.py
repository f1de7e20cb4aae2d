"""One pass over a module's syntax tree: what is called where, what names are bound to, which functions and classes there are.

Where something stands is a Place: at import time, under the guard, or in a function. Nothing is resolved here: guard_model.py
does that, on demand.
"""

import ast

from guard_truth import CHILD, MAIN, Truth, mentions_name

IMPORT, GUARD, CHILDREN = "import", "guard", "children"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
EXITS = {"exit", "quit", "_exit", "abort"}

# Fields of syntax nodes that hold no expressions.
PLAIN = {"ctx", "op", "ops", "id", "attr", "arg", "kind", "type_comment", "name", "names", "asname", "module", "level", "rest"}
PLAIN |= {"is_async", "conversion", "simple", "str", "kwd_attrs", "type_ignores"}
FIELDS = {
    ast.Constant: (),
    ast.MatchSingleton: (),
    ast.Name: (),
    ast.Attribute: ("value",),
    ast.Call: ("func", "args", "keywords"),
}


def fields_of(kind):
    fields = FIELDS.get(kind)
    if fields is None:
        fields = FIELDS[kind] = tuple(name for name in kind._fields if name not in PLAIN)
    return fields


class Scope:
    """The module, or a function; a class's body has one of its own for its variables."""

    __slots__ = ("node", "name", "parent", "owner", "place", "values", "defs", "imports", "params", "globals", "calls", "returns",
                 "bound")

    def __init__(self, node, name, parent, owner, place):
        self.node, self.name, self.parent = node, name, parent
        self.owner = owner  # the Class whose method it is, or None
        self.place = place  # where it is defined; None for the module
        self.values = {}  # name: [(how, expression)]
        self.defs = {}  # name: [Scope or Class]
        self.imports = {}  # local name: what it stands for
        self.params = set()
        self.globals = set()
        self.calls = []
        self.returns = []
        self.bound = {}  # name: [(place, node)]; of the module only


class Class:
    __slots__ = ("node", "name", "place", "scope", "methods")

    def __init__(self, node, place, scope):
        self.node, self.name, self.place, self.scope = node, node.name, place, scope
        self.methods = {}


class Place:
    """Shared by all that stands in one block."""

    __slots__ = ("region", "branches", "caught", "handler", "leaves", "after", "withs", "fooled", "conditional")

    def __init__(self, region, like=None):
        self.region = region  # IMPORT, GUARD or CHILDREN; None in a function
        self.branches = like.branches if like else ()  # (condition, which branch): what excludes what
        self.caught = like.caught if like else ()  # names of exceptions that a try around it catches
        self.handler = like.handler if like else False  # in an except clause
        self.leaves = like.leaves if like else False  # its block ends the program
        self.after = like.after if like else False  # behind a guard
        self.withs = like.withs if like else ()
        self.fooled = like.fooled if like else None  # the `if` around it that was meant to be a guard, and is none
        self.conditional = like.conditional if like else False


class CallSite:
    __slots__ = ("node", "scope", "place")

    def __init__(self, node, scope, place):
        self.node, self.scope, self.place = node, scope, place


def leaves(block):
    """Whether a block ends the program, or raises."""
    last = block[-1] if block else None
    if isinstance(last, ast.Raise):
        return True
    if not isinstance(last, ast.Expr) or not isinstance(last.value, ast.Call):
        return False
    func = last.value.func
    return getattr(func, "id", None) in EXITS or getattr(func, "attr", None) in EXITS


class Collector:
    def __init__(self, tree, model):
        self.model, self.truth = model, Truth(model)
        self.module = Scope(tree, "", None, None, None)
        self.scopes = [self.module]
        self.classes = []
        self.attributes = {}  # of self: name: [(how, expression, scope)]
        self.guards = []  # the `if`s that keep children out
        self.suspects = []  # (if, what it is in the script, what in a child): they ask for __name__ and keep nobody out

    def run(self):
        self.block(self.module.node.body, self.module, Place(IMPORT))

    def block(self, statements, scope, place):
        for statement in statements:
            handler = self.HANDLERS.get(type(statement))
            if handler is None:
                self.scan(statement, scope, place)
            else:
                place = handler(self, statement, scope, place) or place

    # ---- expressions ----

    def scan(self, node, scope, place):
        stack, found = [node], []
        while stack:
            node = stack.pop()
            kind = type(node)
            if node is None:
                continue  # the key of {**other}, a keyword-only argument without a default
            if kind is ast.Call:
                found.append(node)
            elif kind is ast.Lambda:
                continue  # runs when it is called, wherever that is
            elif kind in COMPREHENSIONS:
                for generator in node.generators:
                    self.bind(generator.target, "element", generator.iter, scope, None)
            elif kind is ast.NamedExpr:
                self.bind(node.target, "is", node.value, scope, place)
            for field in FIELDS.get(kind) or fields_of(kind):
                value = getattr(node, field, None)
                if value.__class__ is list:
                    stack.extend(value)
                elif value is not None:
                    stack.append(value)
        if len(found) > 1:
            found.sort(key=lambda call: (call.end_lineno, call.end_col_offset))  # the order in which they are done
        for call in found:
            scope.calls.append(CallSite(call, scope, place))

    # ---- names ----

    def bind(self, target, how, value, scope, place):
        """place: None where the name is of no use outside, as in a comprehension."""
        stack = [(target, how, value)]
        while stack:
            target, how, value = stack.pop()
            kind = type(target)
            if kind is ast.Name:
                self.bind_name(target.id, target, how, value, scope, place)
            elif kind is ast.Attribute:
                if isinstance(target.value, ast.Name) and target.value.id == "self":
                    self.attributes.setdefault(target.attr, []).append((how, value, scope))
            elif kind is ast.Starred:
                stack.append((target.value, "part", value))
            elif kind in (ast.Tuple, ast.List):
                values = value.elts if how == "is" and isinstance(value, (ast.Tuple, ast.List)) else ()
                same = len(values) == len(target.elts)
                for i, element in enumerate(target.elts):
                    stack.append((element, "is", values[i]) if same else (element, "part", value))

    def bind_name(self, name, node, how, value, scope, place):
        if name in scope.globals:
            scope = self.module
        scope.values.setdefault(name, []).append((how, value))
        if scope is self.module and place is not None:
            scope.bound.setdefault(name, []).append((place, node))

    def _assign(self, node, scope, place):
        for target in node.targets:
            self.bind(target, "is", node.value, scope, place)
        if place.region and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            if isinstance(node.value, (ast.Compare, ast.BoolOp)) and name not in self.model.conditions:
                self.model.conditions[name] = node.value
        self.scan(node, scope, place)

    def _annotated(self, node, scope, place):
        if node.value is not None:
            self.bind(node.target, "is", node.value, scope, place)
        self.scan(node, scope, place)

    def _augmented(self, node, scope, place):
        self.bind(node.target, "part", node.value, scope, place)
        self.scan(node, scope, place)

    def _import(self, node, scope, place):
        for alias in node.names:
            local = alias.asname or alias.name.partition(".")[0]
            self._imported(local, alias.name if alias.asname else local, node, scope, place)

    def _import_from(self, node, scope, place):
        head = node.module + "." if node.module and not node.level else "." * node.level + (node.module or "") + "."
        for alias in node.names:
            if alias.name == "*":
                scope.imports.update(self.model.starred(head[:-1]))
            else:
                self._imported(alias.asname or alias.name, head + alias.name, node, scope, place)

    def _imported(self, local, full, node, scope, place):
        if local in scope.globals:
            scope = self.module
        scope.imports[local] = full
        if scope is self.module:
            scope.bound.setdefault(local, []).append((place, node))

    def _global(self, node, scope, place):
        scope.globals.update(node.names)

    # ---- blocks ----

    def _if(self, node, scope, place):
        first, branch, guarded, after = node, 0, False, place.region
        while True:  # elif by elif: there may be thousands
            region, other, guard = self.regions(node, place)
            guarded = guarded or guard
            if other == GUARD and leaves(node.body):
                after = GUARD  # whoever is not the main program has left
            self.scan(node.test, scope, place)
            self.branch(node, node.body, scope, place, region, (first, branch))
            rest = node.orelse
            branch += 1
            if len(rest) != 1 or not isinstance(rest[0], ast.If) or other != place.region:
                break
            node = rest[0]
        if rest:
            self.branch(node, rest, scope, place, other, (first, branch))
        if not guarded:
            return None
        behind = Place(after, place)
        behind.after = True
        return behind

    def branch(self, node, block, scope, place, region, branch):
        inner = Place(region, place)
        inner.branches += (branch,)
        inner.leaves = place.leaves or leaves(block)
        if region == place.region and not self.asks_method(node.test):
            inner.conditional = True
        if region != GUARD and self.suspects and self.suspects[-1][0] is node:
            inner.fooled = node
        self.block(block, scope, inner)

    def asks_method(self, test):
        """`if get_start_method() != "fork":` and the like: what is set there is what counts behind it."""
        calls = [part.left if isinstance(part, ast.Compare) else part for part in (test, getattr(test, "operand", None))]
        roles = [self.model.role_of(call.func) for call in calls if isinstance(call, ast.Call)]
        return any(role is not None and role.does == "asks" for role in roles)

    def regions(self, node, place):
        """The regions of its two branches, and whether it is a guard."""
        if place.region is None:  # in a function, a guard shields what it has below it
            child = self.truth.of(node.test, CHILD)
            shields = child is False and self.truth.of(node.test, MAIN) is not False
            return GUARD if shields else None, None, False
        if getattr(node.test, "id", getattr(node.test, "attr", "")) == "TYPE_CHECKING":
            return CHILDREN, place.region, False
        main, child = self.truth.of(node.test, MAIN), self.truth.of(node.test, CHILD)
        if child is False and main is not False:
            self.guards.append(node)
            return GUARD, place.region, True
        if child is True and main is False:
            if mentions_name(node.test):
                self.suspects.append((node, main, child))
            return CHILDREN, GUARD, True
        if mentions_name(node.test):
            self.suspects.append((node, main, child))
        return place.region, place.region, False

    def _loop(self, node, scope, place):
        if isinstance(node, ast.While):
            self.scan(node.test, scope, place)
        else:
            self.bind(node.target, "element", node.iter, scope, place)
            self.scan(node.iter, scope, place)
        self.block(node.body, scope, place)
        self.block(node.orelse, scope, place)

    def _with(self, node, scope, place):
        inner = Place(place.region, place)
        inner.withs += (node,)
        for item in node.items:
            if item.optional_vars is not None:
                self.bind(item.optional_vars, "is", item.context_expr, scope, place)
            self.scan(item.context_expr, scope, place)
        self.block(node.body, scope, inner)

    def _try(self, node, scope, place):
        caught = set()
        for handler in node.handlers:
            kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            caught.update("*" if kind is None else getattr(kind, "id", getattr(kind, "attr", "?")) for kind in kinds)
        inner = Place(place.region, place)
        inner.caught += tuple(caught)
        inner.branches += ((node, "body"),)
        self.block(node.body, scope, inner)
        for i, handler in enumerate(node.handlers):
            inner = Place(place.region, place)
            inner.handler = inner.conditional = True
            inner.branches += ((node, i),)
            if handler.name and place.region:
                scope.bound.setdefault(handler.name, []).append((place, handler))
            self.block(handler.body, scope, inner)
        self.block(node.orelse, scope, place)
        self.block(node.finalbody, scope, place)

    def _match(self, node, scope, place):
        self.scan(node.subject, scope, place)
        for i, case in enumerate(node.cases):
            self.scan(case.pattern, scope, place)
            for part in ast.walk(case.pattern):
                name = getattr(part, "name", None) or getattr(part, "rest", None)
                if name:
                    self.bind_name(name, part, "part", node.subject, scope, place)
            if case.guard is not None:
                self.scan(case.guard, scope, place)
            inner = Place(place.region, place)
            inner.branches += ((node, i),)
            inner.conditional = True
            self.block(case.body, scope, inner)

    # ---- functions and classes ----

    def _function(self, node, scope, place, owner=None):
        for part in node.decorator_list + node.args.defaults + node.args.kw_defaults:
            if part is not None:
                self.scan(part, scope, place)
        function = Scope(node, node.name, scope, owner, place)
        arguments = node.args
        every = arguments.posonlyargs + arguments.args + arguments.kwonlyargs + [arguments.vararg, arguments.kwarg]
        function.params.update(argument.arg for argument in every if argument is not None)
        self.scopes.append(function)
        if owner is not None:
            owner.methods[node.name] = function
        else:
            where = self.module if node.name in scope.globals else scope
            where.defs.setdefault(node.name, []).append(function)
            if where is self.module:
                where.bound.setdefault(node.name, []).append((place, node))
        self.block(node.body, function, Place(None))

    def _class(self, node, scope, place):
        for part in node.decorator_list + node.bases + node.keywords:
            self.scan(part, scope, place)
        made = Class(node, place, scope)
        self.classes.append(made)
        scope.defs.setdefault(node.name, []).append(made)
        if scope is self.module:
            scope.bound.setdefault(node.name, []).append((place, node))
        body = Scope(node, node.name, scope, None, place)
        for statement in node.body:
            if isinstance(statement, FUNCTIONS):
                self._function(statement, scope, place, made)
            else:
                self.block([statement], body, place)
        scope.calls.extend(body.calls)  # it runs where it stands

    def _return(self, node, scope, place):
        if node.value is not None:
            scope.returns.append(node.value)
            self.scan(node.value, scope, place)

    HANDLERS = {
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.Global: _global,
        ast.If: _if,
        ast.For: _loop,
        ast.AsyncFor: _loop,
        ast.While: _loop,
        ast.With: _with,
        ast.AsyncWith: _with,
        ast.Try: _try,
        ast.Match: _match,
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
        ast.ClassDef: _class,
        ast.Return: _return,
    }
    if hasattr(ast, "TryStar"):
        HANDLERS[ast.TryStar] = _try

