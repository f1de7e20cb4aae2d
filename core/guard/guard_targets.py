"""Which functions a module hands to its children, and what these need that children may not have."""

import ast
import builtins

from guard_collect import FUNCTIONS, GUARD, IMPORT, Class, Scope
from guard_model import argument
from guard_names import ALL, EXECUTOR_TASKS, POOL_TASKS

BUILTINS = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__spec__", "__builtins__", "__annotations__"}


class Submission:
    """A function is handed to children. how: "process", "init" (fork inherits both) or "task" (pickled always)."""

    __slots__ = ("site", "function", "how", "mask", "family", "extra")

    def __init__(self, site, function, how, mask, family, extra=()):
        self.site, self.function, self.how, self.mask, self.family = site, function, how, mask, family
        self.extra = extra  # further expressions that travel with it


def submissions(model):
    found = model.kept.get("submissions")
    if found is None:
        found = model.kept["submissions"] = []
        for site in model.calls():
            found.extend(_of_call(model, site))
    return found


def _of_call(model, site):
    node, scope = site.node, site.scope
    value = model.value(node, scope)
    if value is not None and value.does in ("process", "pool", "executor") and not value.many and value.node is node:
        mask = model.narrowed(value.mask)
        if value.does == "process":
            target, extra = argument(node, "target", 1), []
            for name, position in (("args", 3), ("kwargs", 4)):
                more = argument(node, name, position)
                extra += getattr(more, "elts", None) or getattr(more, "values", None) or []
            if target is not None and value.local is None:
                yield Submission(site, target, "process", mask, value.family, extra)
        else:
            start = argument(node, "initializer", 1 if value.does == "pool" else 2)
            if start is not None:
                yield Submission(site, start, "init", mask, value.family)
        return
    role = model.role_of(node.func, scope)
    if role is not None and role.does == "spawn_now" and node.args:
        yield Submission(site, node.args[0], "process", role.mask, role.family)
        return
    if not isinstance(node.func, ast.Attribute):
        return
    name = node.func.attr
    if name == "run_in_executor" and len(node.args) > 1:
        owner, task = model.value(node.args[0], scope), node.args[1]
        known = owner is not None and owner.does == "executor"
    elif name in POOL_TASKS or name in EXECUTOR_TASKS:
        owner, task = model.value(node.func.value, scope), argument(node, "func", 0)
        known = owner is not None and name in {"pool": POOL_TASKS, "executor": EXECUTOR_TASKS}.get(owner.does, ())
    else:
        return
    if known and task is not None:
        yield Submission(site, task, "task", model.narrowed(owner.mask), owner.family)


def unwrapped(model, node, scope):
    """The function within functools.partial(function, ..)."""
    for _ in range(8):
        if not isinstance(node, ast.Call) or not node.args or model.qualified(node.func, scope) != "functools.partial":
            break
        node = node.args[0]
    return node


def resolved(model, node, scope):
    """What a target is: ("lambda", node), ("nested", function), ("guarded", definition), ("function", function) of this file,
    ("imported", name), or (None, None): it cannot be told."""
    node = unwrapped(model, node, scope)
    if isinstance(node, ast.Lambda):
        return "lambda", node
    if isinstance(node, ast.Attribute):
        if model.qualified(node, scope) is not None:
            return "imported", None
        method = model.defined(node, scope)
        return ("function", method) if isinstance(method, Scope) else (None, None)
    if not isinstance(node, ast.Name):
        return None, None
    return _resolved_name(model, node.id, scope)


def _resolved_name(model, name, scope):
    while scope is not None:
        inside = scope is not model.module
        if name in scope.defs:
            made = scope.defs[name]
            if inside:
                return "nested", made[-1]
            if all(one.place.region == GUARD for one in made) and not _bound_at_import(model, name):
                return "guarded", made[-1]
            return "function", made[-1]
        if name in scope.values:
            values = [value for how, value in scope.values[name] if how == "is"]
            lambdas = [value for value in values if isinstance(value, ast.Lambda)]
            if lambdas and len(lambdas) == len(scope.values[name]):
                return "lambda", lambdas[-1]
            return None, None
        if name in scope.imports:
            return "imported", None
        if name in scope.params:
            return None, None
        scope = scope.parent
    return None, None


def _bound_at_import(model, name):
    return any(place is not None and place.region == IMPORT for place, node in model.module.bound.get(name, ()))


# ---- what a function needs ----


class Needs:
    """Names that a function reads and writes of its module."""

    __slots__ = ("reads", "writes", "calls")

    def __init__(self):
        self.reads, self.writes, self.calls = {}, set(), []


def needs_of(model, function):
    kept = model.kept.setdefault("needs", {})
    if function not in kept:
        kept[function] = _find_needs(function)
    return kept[function]


def _find_needs(function):
    needs = Needs()
    locals_, globals_, loads = set(), set(), {}
    stack = list(ast.iter_child_nodes(function.node))
    # What stands in its head is read where it is defined, not where it runs.
    head = function.node.decorator_list + [getattr(function.node, "args", None), getattr(function.node, "returns", None)]
    head = {id(part) for part in head if part is not None}
    stack = [part for part in stack if id(part) not in head]
    scope = function
    while scope is not None and scope.parent is not None:  # an outer function's names are not the module's
        locals_ |= scope.params | set(scope.imports) | set(scope.defs)
        locals_ |= {name for name in scope.values if name not in scope.globals}
        scope = scope.parent
    while stack:
        node = stack.pop()
        kind = type(node)
        if kind is ast.Name:
            if isinstance(node.ctx, ast.Load):
                loads.setdefault(node.id, node)
            else:
                locals_.add(node.id)
            continue
        if kind is ast.Global:
            globals_.update(node.names)
        elif kind in FUNCTIONS or kind is ast.ClassDef:
            locals_.add(node.name)
        elif kind is ast.arg:
            locals_.add(node.arg)
            continue  # nor is its annotation read
        elif kind is ast.ExceptHandler and node.name:
            locals_.add(node.name)
        elif kind in (ast.Import, ast.ImportFrom):
            locals_.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
        stack.extend(ast.iter_child_nodes(node))
    needs.writes = globals_ & locals_
    needs.reads = {name: node for name, node in loads.items() if name not in locals_ or name in globals_}
    return needs


def reached(model, function):
    """A function and all of this file that it leads to."""
    kept = model.kept.setdefault("reached", {})
    if function not in kept:
        seen, waiting = {function: None}, [function]
        while waiting:
            one = waiting.pop()
            for name in needs_of(model, one).reads:
                for made in model.module.defs.get(name, ()):
                    more = [made] if isinstance(made, Scope) else list(made.methods.values())
                    waiting.extend(part for part in more if part not in seen)
                    seen.update(dict.fromkeys(more))
            if one.owner is not None:  # self.helper()
                more = [part for part in one.owner.methods.values() if part not in seen]
                waiting.extend(more)
                seen.update(dict.fromkeys(more))
        kept[function] = list(seen)
    return kept[function]


def child_functions(model):
    """([(function, site, mask)] that run in children, whether these are all)."""
    kept = model.kept.get("children")
    if kept is not None:
        return kept
    found, complete = [], True
    for submission in submissions(model):
        what, function = resolved(model, submission.function, submission.site.scope)
        if isinstance(function, Class):
            function = function.methods.get("__init__") or function.methods.get("__call__")
        if isinstance(function, Scope):
            found.append((function, submission.site, submission.mask))
        elif what is None:
            complete = False
    for made in model.classes:  # class Worker(Process)
        role = model.base_role(made)
        if role is not None and role.does == "process" and "run" in made.methods:
            found.append((made.methods["run"], None, role.mask & ALL))
    model.kept["children"] = found, complete
    return found, complete
