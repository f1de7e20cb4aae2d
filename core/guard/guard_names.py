"""What the names of multiprocessing and its relatives stand for.

A role says what calling a name does: "process" makes a Process, "pool" starts one's workers, and so on. A family says how
functions get to the children: "mp" pickles them by name, "dill" and "loky" can carry the code itself.
"""

FORK, SPAWN, FORKSERVER = 1, 2, 4
ALL = FORK | SPAWN | FORKSERVER
AGAIN = SPAWN | FORKSERVER  # those whose children import the main module again
METHODS = {"fork": FORK, "spawn": SPAWN, "forkserver": FORKSERVER, "loky": 0, "loky_init_main": SPAWN}


def names_of(mask):
    return [name for name in ("fork", "spawn", "forkserver") if mask & METHODS[name]]


class Role:
    __slots__ = ("does", "family", "mask")

    def __init__(self, does, family="mp", mask=ALL):
        self.does, self.family, self.mask = does, family, mask


# The functions of a context, which multiprocessing itself has too: its default context.
CONTEXT = {
    "Process": "process",
    "Pool": "pool",
    "Manager": "manager",
    "get_context": "get_context",
    "set_start_method": "set_start_method",
    "freeze_support": "freeze_support",
    "Queue": "touches",
    "SimpleQueue": "touches",
    "JoinableQueue": "touches",
    "Lock": "touches",
    "RLock": "touches",
    "Semaphore": "touches",
    "BoundedSemaphore": "touches",
    "Event": "touches",
    "Condition": "touches",
    "Barrier": "touches",
    "Value": "touches",
    "Array": "touches",
    "get_start_method": "asks",
    "current_process": "current_process",
    "parent_process": "parent_process",
}

ROLES = {
    "multiprocessing.pool.Pool": Role("pool"),
    "multiprocessing.pool.ThreadPool": Role("thread_pool"),
    "multiprocessing.dummy.Pool": Role("thread_pool"),
    "multiprocessing.dummy.Process": Role("thread"),
    "multiprocessing.context.Process": Role("process"),
    "multiprocessing.context.SpawnProcess": Role("process", mask=SPAWN),
    "multiprocessing.context.ForkProcess": Role("process", mask=FORK),
    "multiprocessing.context.ForkServerProcess": Role("process", mask=FORKSERVER),
    "multiprocessing.process.current_process": Role("current_process"),
    "multiprocessing.process.parent_process": Role("parent_process"),
    "multiprocessing.managers.BaseManager": Role("manager_object"),
    "multiprocessing.managers.SyncManager": Role("manager_object"),
    "multiprocessing.managers.SharedMemoryManager": Role("manager_object"),
    "concurrent.futures.ProcessPoolExecutor": Role("executor"),
    "concurrent.futures.process.ProcessPoolExecutor": Role("executor"),
    "concurrent.futures.ThreadPoolExecutor": Role("thread_executor"),
    "concurrent.futures.thread.ThreadPoolExecutor": Role("thread_executor"),
    "loky.ProcessPoolExecutor": Role("executor", "loky", 0),
    "loky.get_reusable_executor": Role("executor", "loky", 0),
    "loky.get_context": Role("get_context", "loky", 0),
    "joblib.Parallel": Role("parallel", "loky", 0),
    "torch.multiprocessing.spawn": Role("spawn_now", mask=SPAWN),
    "torch.multiprocessing.start_processes": Role("spawn_now", mask=SPAWN),
    "threading.Thread": Role("thread"),
    "threading.Timer": Role("thread"),
    "os.fork": Role("fork_now", mask=FORK),
    "os.forkpty": Role("fork_now", mask=FORK),
    "pty.fork": Role("fork_now", mask=FORK),
}
# guard_words.py has a word that is in each of these names.
FAMILIES = {"multiprocessing": "mp", "torch.multiprocessing": "mp", "billiard": "mp", "multiprocess": "dill"}
for _module, _family in FAMILIES.items():
    for _name, _does in CONTEXT.items():
        ROLES.setdefault(_module + "." + _name, Role(_does, _family))
    ROLES.setdefault(_module + ".context." + "get_context", Role("get_context", _family))

POOL_TASKS = {"map", "imap", "imap_unordered", "map_async", "starmap", "starmap_async", "apply", "apply_async"}
EXECUTOR_TASKS = {"submit", "map"}


def starred(module):
    """What `from MODULE import *` may bind, of what is known here."""
    head = module + "."
    found = {}
    for name in ROLES:
        if name.startswith(head) and "." not in name[len(head) :]:
            found[name[len(head) :]] = name
    return found


class Value:
    """What an expression is, as far as it matters: a process, a pool, a context, .., or a list of them."""

    __slots__ = ("does", "family", "mask", "node", "local", "many")

    def __init__(self, does, family, mask, node, local=None, many=False):
        self.does, self.family, self.mask, self.node, self.local, self.many = does, family, mask, node, local, many

    def as_many(self):
        return Value(self.does, self.family, self.mask, self.node, self.local, True)

    def as_one(self):
        return Value(self.does, self.family, self.mask, self.node, self.local, False)
