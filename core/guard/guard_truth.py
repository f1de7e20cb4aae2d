"""What a condition is in the script itself and in a child that imports it again.

`__name__` is "__main__" in the one and "__mp_main__" in the other. UNKNOWN is what depends on anything else.
"""

import ast

MAIN, CHILD = "__main__", "__mp_main__"


class _Unknown:
    def __repr__(self):
        return "UNKNOWN"

    def __bool__(self):
        raise TypeError("it is not known")


UNKNOWN = _Unknown()
PARENT = object()  # parent_process() of a child

PURE = {"startswith", "endswith", "strip", "lstrip", "rstrip", "lower", "upper", "casefold", "title", "find", "count", "replace"}
DEEPEST = 40


def _in(a, b):
    return a in b if isinstance(b, (str, tuple, list)) and (not isinstance(b, str) or isinstance(a, str)) else UNKNOWN


COMPARE = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Is: lambda a, b: a == b if isinstance(a, str) else a is b,  # strings of names are interned
    ast.IsNot: lambda a, b: a != b if isinstance(a, str) else a is not b,
    ast.In: _in,
    ast.NotIn: lambda a, b: UNKNOWN if _in(a, b) is UNKNOWN else not _in(a, b),
}


class Truth:
    """`model` says what calls are (role_of) and which module variables hold a condition (conditions)."""

    def __init__(self, model):
        self.model = model

    def of(self, node, name):
        """True, False or UNKNOWN, where __name__ is `name`."""
        return self._truth(node, name, 0)

    def _truth(self, node, name, depth):
        value = self.value(node, name, depth)
        return value if value is UNKNOWN else bool(value)

    def value(self, node, name, depth):
        method = self.KINDS.get(type(node))
        if method is None or depth > DEEPEST:
            return UNKNOWN
        return method(self, node, name, depth + 1)

    def _constant(self, node, name, depth):
        return node.value

    def _name(self, node, name, depth):
        if node.id == "__name__":
            return name
        condition = self.model.conditions.get(node.id)
        return self.value(condition, name, depth) if condition is not None else UNKNOWN

    def _sequence(self, node, name, depth):
        values = tuple(self.value(element, name, depth) for element in node.elts)
        return UNKNOWN if any(value is UNKNOWN for value in values) else values

    def _compare(self, node, name, depth):
        left, result = self.value(node.left, name, depth), True
        for op, right in zip(node.ops, node.comparators):
            right = self.value(right, name, depth)
            compare = COMPARE.get(type(op))
            if compare is None or left is UNKNOWN or right is UNKNOWN:
                return UNKNOWN
            result = compare(left, right)
            if result is UNKNOWN or not result:
                return result
            left = right
        return result

    def _bool(self, node, name, depth):
        decides = isinstance(node.op, ast.Or)  # the value that settles it
        unknown = False
        for part in node.values:
            value = self._truth(part, name, depth)
            if value is UNKNOWN:
                unknown = True
            elif value == decides:
                return decides
        return UNKNOWN if unknown else not decides

    def _not(self, node, name, depth):
        if not isinstance(node.op, ast.Not):
            return UNKNOWN
        value = self._truth(node.operand, name, depth)
        return value if value is UNKNOWN else not value

    def _call(self, node, name, depth):
        role = self.model.role_of(node.func)
        if role is not None and role.does == "parent_process":
            return None if name == MAIN else PARENT
        func = node.func
        if not isinstance(func, ast.Attribute) or func.attr not in PURE or node.keywords:
            return UNKNOWN
        text = self.value(func.value, name, depth)
        arguments = [self.value(argument, name, depth) for argument in node.args]
        if not isinstance(text, str) or not all(isinstance(argument, str) for argument in arguments):
            return UNKNOWN
        try:
            return getattr(text, func.attr)(*arguments)
        except (TypeError, ValueError):
            return UNKNOWN

    def _attribute(self, node, name, depth):
        if node.attr == "name" and isinstance(node.value, ast.Call):
            role = self.model.role_of(node.value.func)
            if role is not None and role.does == "current_process":
                return "MainProcess" if name == MAIN else "Process-1"
        return UNKNOWN

    KINDS = {
        ast.Constant: _constant,
        ast.Name: _name,
        ast.Tuple: _sequence,
        ast.List: _sequence,
        ast.Set: _sequence,
        ast.Compare: _compare,
        ast.BoolOp: _bool,
        ast.UnaryOp: _not,
        ast.Call: _call,
        ast.Attribute: _attribute,
    }


def mentions_name(node):
    """Whether a condition asks for __name__, be it only as a string by mistake."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and part.id == "__name__":
            return True
        if isinstance(part, ast.Constant) and part.value == "__name__":
            return True
    return False
