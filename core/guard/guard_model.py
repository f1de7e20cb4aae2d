"""What a module does with processes: who starts them, when, by which method, and which functions it hands to children.

Built on what guard_collect.py found. What cannot be told from the file alone (a pool that is a parameter, a target that comes
from elsewhere) is left alone: rules say nothing about it.
"""

import ast

import guard_names as names
from guard_collect import FUNCTIONS, Class, Collector, Scope
from guard_names import AGAIN, ALL, FORK, METHODS, ROLES, Role, Value

DEEPEST = 30  # of names that stand for names


class Start:
    """Processes start here. `key` is one for all that one pool or executor does."""

    __slots__ = ("site", "mask", "what", "key")

    def __init__(self, site, mask, what, key):
        self.site, self.mask, self.what, self.key = site, mask, what, key


def literal(node):
    return node.value if isinstance(node, ast.Constant) else None


def argument(call, name, position=None):
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    if position is not None and len(call.args) > position and not any(isinstance(a, ast.Starred) for a in call.args[:position]):
        return call.args[position]
    return None


class Model:
    def __init__(self, tree, source=b"", path=""):
        self.source, self.path = source, path
        self.conditions = {}  # module variables that hold a condition
        self.imports = {}  # of the whole file; a scope's own come first
        self._appends = {}  # of a scope: {name of a list: what is appended}
        self._values, self._starts, self._reach = {}, None, None
        self.kept = {}  # what guard_targets.py has found out
        self._busy = set()
        self.collected = Collector(tree, self)
        self.collected.run()
        self.module, self.scopes, self.classes = self.collected.module, self.collected.scopes, self.collected.classes
        self.guards, self.suspects = self.collected.guards, self.collected.suspects
        self.settings = [site for site in self.calls() if self.does(site) == "set_start_method"]
        self.default = self._default_method()

    starred = staticmethod(names.starred)

    def calls(self):
        for scope in self.scopes:
            yield from scope.calls

    # ---- names ----

    def qualified(self, node, scope=None):
        """The full name that an expression such as mp.Pool stands for, or None."""
        parts = []
        while isinstance(node, ast.Attribute) and len(parts) < DEEPEST:
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        head = self._imported(node.id, scope)
        if head is None:
            return None
        parts.append(head)
        return ".".join(reversed(parts))

    def _imported(self, name, scope):
        if scope is None:
            scope = self.collected.module
        while scope is not None:
            if name in scope.imports:
                return scope.imports[name]
            if name in scope.params or name in scope.defs:
                return None
            scope = scope.parent
        return None

    def role_of(self, node, scope=None):
        full = self.qualified(node, scope)
        if full is not None:
            return ROLES.get(full)
        if isinstance(node, ast.Attribute):  # of a context: get_context("spawn").Pool
            owner = self.value(node.value, scope or self.collected.module)
            if owner is not None and owner.does == "context" and node.attr in names.CONTEXT:
                return Role(names.CONTEXT[node.attr], owner.family, owner.mask)
        return None

    def does(self, site):
        role = self.role_of(site.node.func, site.scope)
        return role.does if role is not None else None

    def _default_method(self):
        """The methods that a start without a context of its own may use."""
        mask = 0
        for site in self.settings:
            method = literal(argument(site.node, "method", 0))
            if method not in METHODS or site.place.conditional or site.place.handler:
                return ALL
            mask |= METHODS[method]
        return mask or ALL

    def narrowed(self, mask):
        return self.default if mask == ALL else mask

    # ---- values ----

    def value(self, node, scope, depth=0):
        """The Value of an expression, or None."""
        key = (id(node), id(scope))
        if key in self._values:
            return self._values[key]
        if depth > DEEPEST or key in self._busy:
            return None
        self._busy.add(key)
        method = self.KINDS.get(type(node))
        value = method(self, node, scope, depth + 1) if method is not None else None
        self._busy.discard(key)
        self._values[key] = value
        return value

    def _first(self, found, scope, depth):
        for how, expression in found:
            value = self.value(expression, scope, depth) if expression is not None else None
            if value is not None and (how == "is" or value.many):
                return value.as_one() if how == "element" else value
        return None

    def _name_value(self, node, scope, depth):
        while scope is not None:
            if node.id in scope.values:
                value = self._first(scope.values[node.id], scope, depth)
                return value or self._appended(node.id, scope, depth)
            if node.id in scope.params:
                return None
            scope = scope.parent
        return None

    def _appended(self, name, scope, depth):
        """Of a list that begins empty: what is appended to it."""
        if scope not in self._appends:
            found = self._appends[scope] = {}
            for site in scope.calls:
                func = site.node.func
                if isinstance(func, ast.Attribute) and func.attr in ("append", "add") and site.node.args:
                    if isinstance(func.value, ast.Name):
                        found.setdefault(func.value.id, []).append(site.node.args[0])
        for appended in self._appends[scope].get(name, ()):
            value = self.value(appended, scope, depth)
            if value is not None:
                return value.as_many()
        return None

    def _attribute_value(self, node, scope, depth):
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            for how, expression, where in self.collected.attributes.get(node.attr, ()):
                value = self._first([(how, expression)], where, depth)
                if value is not None:
                    return value
        return None

    def _list_value(self, node, scope, depth):
        for element in node.elts[:8]:
            value = self.value(element, scope, depth)
            if value is not None:
                return value.as_many()
        return None

    def _comprehension_value(self, node, scope, depth):
        value = self.value(node.elt, scope, depth)
        return value.as_many() if value is not None else None

    def _either_value(self, node, scope, depth):
        return self.value(node.body, scope, depth) or self.value(node.orelse, scope, depth)

    def _inner_value(self, node, scope, depth):
        return self.value(node.value, scope, depth)

    def _subscript_value(self, node, scope, depth):
        value = self.value(node.value, scope, depth)
        return value.as_one() if value is not None and value.many else None

    def _call_value(self, node, scope, depth):
        role = self.role_of(node.func, scope)
        if role is not None:
            return self._role_value(role, node, scope, depth)
        made = self.defined(node.func, scope)
        if isinstance(made, Class):
            base = self.base_role(made)
            if base is not None:
                return Value(base.does, base.family, base.mask, node, made)
            return Value("instance", "mp", 0, node, made)
        if isinstance(made, Scope):
            return self._first([("is", value) for value in made.returns], made, depth)
        if isinstance(node.func, ast.Name) and node.func.id in ("list", "tuple", "zip", "enumerate", "reversed") and node.args:
            return self.value(node.args[-1], scope, depth)
        return None

    def _role_value(self, role, node, scope, depth):
        does, mask = role.does, role.mask
        if does == "get_context":
            method = literal(argument(node, "method", 0))
            return Value("context", role.family, METHODS.get(method, ALL) if method else role.mask, node)
        if does in ("executor", "pool"):
            context = argument(node, "mp_context", 1) if does == "executor" else None
            context = context or argument(node, "context")
            if context is not None:
                value = self.value(context, scope, depth)
                mask = value.mask if value is not None else METHODS.get(literal(context), mask)
            elif does == "executor" and argument(node, "max_tasks_per_child") is not None:
                mask &= ~FORK
        elif does == "parallel":
            backend = argument(node, "backend")
            mask = ALL if literal(backend) == "multiprocessing" else 0
        return Value(does, role.family, mask, node)

    KINDS = {
        ast.Call: _call_value,
        ast.Name: _name_value,
        ast.Attribute: _attribute_value,
        ast.List: _list_value,
        ast.Tuple: _list_value,
        ast.Set: _list_value,
        ast.ListComp: _comprehension_value,
        ast.SetComp: _comprehension_value,
        ast.GeneratorExp: _comprehension_value,
        ast.IfExp: _either_value,
        ast.Await: _inner_value,
        ast.NamedExpr: _inner_value,
        ast.Starred: _inner_value,
        ast.Subscript: _subscript_value,
    }

    # ---- functions ----

    def definitions(self, name, scope):
        """What a name is defined as (Scope or Class, one or more), by whichever scope has it."""
        while scope is not None:
            if name in scope.defs:
                return scope.defs[name]
            if name in scope.params or name in scope.values or name in scope.imports:
                return []
            scope = scope.parent
        return []

    def defined(self, func, scope):
        """The function or class of this file that is called, or None."""
        if isinstance(func, ast.Name):
            found = self.definitions(func.id, scope)
            return found[-1] if found else None
        if not isinstance(func, ast.Attribute):
            return None
        owner = None
        if isinstance(func.value, ast.Name) and func.value.id in ("self", "cls"):
            owner = scope.owner
        else:
            value = self.value(func.value, scope)
            owner = value.local if value is not None else None
        return owner.methods.get(func.attr) if owner is not None else None

    def base_role(self, made, depth=0):
        for base in made.node.bases:
            role = self.role_of(base, made.scope)
            if role is not None and role.does in ("process", "thread", "manager_object"):
                return role
            parents = self.definitions(base.id, made.scope) if isinstance(base, ast.Name) else []
            if parents and isinstance(parents[-1], Class) and parents[-1] is not made and depth < DEEPEST:
                role = self.base_role(parents[-1], depth + 1)
                if role is not None:
                    return role
        return None

    def callee(self, site):
        """The function of this file whose body a call runs, or None."""
        made = self.defined(site.node.func, site.scope)
        if isinstance(made, Class):
            return made.methods.get("__init__")
        return made

    # ---- starts ----

    def starts(self):
        if self._starts is None:
            self._starts = [start for start in map(self._start_of, self.calls()) if start is not None]
        return self._starts

    def _start_of(self, site):
        node = site.node
        role = self.role_of(node.func, site.scope)
        if role is not None:
            if role.does in ("pool", "manager"):
                value = self.value(node, site.scope)
                mask = value.mask if value is not None else role.mask
                return Start(site, self.narrowed(mask), self.spelled(node.func), node)
            if role.does == "spawn_now":
                method = literal(argument(node, "start_method"))
                return Start(site, METHODS.get(method, role.mask), self.spelled(node.func), node)
            return None
        if isinstance(node.func, ast.Call):  # Parallel(..)(..)
            value = self.value(node.func, site.scope)
            if value is not None and value.does == "parallel" and value.mask:
                return Start(site, self.narrowed(value.mask), "Parallel", value.node)
            return None
        return self._method_start(site, node)

    def _method_start(self, site, node):
        func = node.func
        if not isinstance(func, ast.Attribute):
            return None
        if func.attr == "run_in_executor" and node.args:
            value = self.value(node.args[0], site.scope)
            wanted = value is not None and value.does == "executor"
        elif func.attr in ("start", "submit", "map"):
            value = self.value(func.value, site.scope)
            wanted = value is not None and (
                value.does in ("process", "manager_object") if func.attr == "start" else value.does == "executor"
            )
        else:
            return None
        if not wanted or not value.mask:
            return None
        what = value.local.name if value.local is not None else self.spelled(value.node.func)
        return Start(site, self.narrowed(value.mask), what + "." + func.attr, value.node)

    @staticmethod
    def spelled(func):
        return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "it")

    def reach(self):
        """{function: a Start that calling it leads to}, through the functions of this file."""
        if self._reach is None:
            self._reach = reach = {}
            for start in self.starts():
                shielded = start.site.place.region is not None  # by a guard in the function
                if self._is_function(start.site.scope) and not shielded:
                    best = reach.get(start.site.scope)
                    if best is None or start.mask & ~best.mask:
                        reach[start.site.scope] = start
            callers = {}
            for site in self.calls() if reach else ():
                if site.scope is not self.module and site.place.region is None:
                    callee = self.callee(site)
                    if callee is not None:
                        callers.setdefault(callee, []).append(site.scope)
            waiting = list(reach)
            while waiting:
                function = waiting.pop()
                for caller in callers.get(function, ()):
                    if caller not in reach:
                        reach[caller] = reach[function]
                        waiting.append(caller)
        return self._reach

    @staticmethod
    def _is_function(scope):
        return isinstance(scope.node, FUNCTIONS)

    def happenings(self):
        """(site, start, function) at module level, in order: processes start there, or in the function that is called there."""
        reach = self.reach()
        direct = {id(start.site): start for start in self.starts() if start.site.scope is self.module or start.site.place.region}
        for site in self.module.calls:
            start = direct.get(id(site))
            if start is not None:
                yield site, start, None
                continue
            callee = self.callee(site)
            if callee in reach:
                yield site, reach[callee], callee

    def is_program(self):
        """Whether the file has a guard, and starts processes whose children import it again."""
        return bool(self.guards) and self.again() != 0

    def again(self):
        """The methods by which this file starts processes whose children import it again."""
        mask = 0
        for start in self.starts():
            mask |= start.mask & AGAIN
        return mask

