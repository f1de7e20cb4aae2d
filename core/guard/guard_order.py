"""Whether one call of a scope may run before another one, and what still runs then."""


def excluded(one, other):
    """Whether they stand in different branches of the same condition."""
    branches = dict((id(node), branch) for node, branch in one.place.branches)
    return any(branches.get(id(node), branch) != branch for node, branch in other.place.branches)


def may_follow(first, then):
    """`then` comes after `first`, and both may run."""
    here = (first.node.end_lineno, first.node.end_col_offset)
    there = (then.node.end_lineno, then.node.end_col_offset)
    return here < there and not excluded(first, then) and not (first.place.leaves and first.place.branches != then.place.branches)


def within(site, node):
    """Whether a call stands in the block of a `with`."""
    return any(one is node for one in site.place.withs)
