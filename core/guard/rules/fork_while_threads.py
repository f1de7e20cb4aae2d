import ast
from itertools import islice

from guard_finding import Finding
from guard_names import FORK
from guard_order import excluded, may_follow, within

ID = "fork-while-threads"
LEVEL = "warning"
TITLE = "A fork while threads run"
WHY = """fork() copies the process with the one thread that calls it. Locks that other threads hold at that moment
stay locked in the child for ever: it hangs, now and then, in logging, in an allocator, or in a library. Since 3.12
Python warns of it (DeprecationWarning), since 3.14 fork is no longer anybody's default."""
METHODS = ("fork",)
VERSIONS = "all; where fork is the default (Linux until 3.13) or asked for"
BAD = """import threading
from multiprocessing import Process

if __name__ == "__main__":
    threading.Thread(target=print).start()
    Process(target=print).start()
"""
GOOD = """import threading
from multiprocessing import get_context

if __name__ == "__main__":
    threading.Thread(target=print).start()
    get_context("spawn").Process(target=print).start()
"""
THREADS_MOST = 64  # of a scope: what is left of more says nothing new
ENDS = {"join", "shutdown", "close", "terminate", "cancel"}


def thread_start(model, site):
    """The Value of what starts to run in threads here, or None."""
    node, func = site.node, site.node.func
    if isinstance(func, ast.Attribute) and func.attr in ("start", "submit", "map"):
        value = model.value(func.value, site.scope)
        if value is not None and value.does == ("thread" if func.attr == "start" else "thread_executor"):
            return value
    role = model.role_of(func, site.scope)
    return model.value(node, site.scope) if role is not None and role.does == "thread_pool" else None


def ends_in(model, scope):
    """[(site, Value)] of what is waited for in a scope."""
    for site in scope.calls:
        func = site.node.func
        if isinstance(func, ast.Attribute) and func.attr in ENDS:
            value = model.value(func.value, scope)
            if value is not None and value.does in ("thread", "thread_executor", "thread_pool"):
                yield site, value


def left_running(model, scope):
    """[(site, Value)] of threads that run on when a scope ends."""
    ended = {id(value.node) for site, value in ends_in(model, scope)}
    for site in scope.calls:
        value = thread_start(model, site)
        if value is not None and id(value.node) not in ended and not with_of(site, value):
            yield site, value


def with_of(site, value):
    """The `with` that ends it, or None."""
    for node in site.place.withs:
        if any(item.context_expr is value.node for item in node.items):
            return node
    return None


def threads_of(model, scope):
    """(site, Value, line) in a scope: what runs in threads from there on, in functions that are called there too."""
    for site in scope.calls:
        value = thread_start(model, site)
        if value is not None:
            yield site, value, site.node.lineno
            continue
        function = model.callee(site)
        if function is not None and function is not scope:
            for inner, value in left_running(model, function):
                yield site, value, inner.node.lineno
                break


def forks_of(model, scope):
    direct = {id(start.site): (start.site, start.what) for start in model.starts() if start.mask & FORK}
    reach = model.reach()
    for site in scope.calls:
        role = model.role_of(site.node.func, site.scope)
        if id(site) in direct:
            yield direct[id(site)]
        elif role is not None and role.does == "fork_now":
            yield site, model.spelled(site.node.func)
        else:
            callee = model.callee(site)
            if callee in reach and reach[callee].mask & FORK:
                yield site, callee.name


def check(model):
    for scope in model.scopes:
        threads = list(islice(threads_of(model, scope), THREADS_MOST))
        if not threads:
            continue
        ends = list(ends_in(model, scope))
        said = set()
        for fork, what in forks_of(model, scope):
            for site, value, line in threads:
                if site.node is fork.node or not may_follow(site, fork):
                    continue
                block = with_of(site, value)
                if block is not None and not within(fork, block):
                    continue
                if any(end_value.node is value.node and may_follow(site, end) and not excluded(end, fork)
                       and end.node.lineno <= fork.node.lineno for end, end_value in ends):
                    continue
                if fork.node not in said:
                    said.add(fork.node)
                    yield Finding(fork.node, f"{what}() may fork here, while the thread that line {line} starts runs",
                                  'start the processes first, or use a context: get_context("spawn") or "forkserver"', FORK)
                break
