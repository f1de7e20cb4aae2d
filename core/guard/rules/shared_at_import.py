from guard_collect import IMPORT
from guard_finding import Finding
from guard_names import AGAIN
from guard_targets import child_functions, needs_of, reached

ID = "shared-at-import"
LEVEL = "error"
TITLE = "A queue, lock or shared value that each child makes anew"
WHY = """A Queue, Lock, Event, Value or Array at the top level is one and the same in forked children. A spawned child
imports the module again and makes one of its own: what it puts into it nobody gets, what it waits for never comes,
and its lock locks nobody out."""
METHODS = ("spawn", "forkserver")
VERSIONS = "all"
BAD = """from multiprocessing import Process, Queue

results = Queue()

def work():
    results.put("done")

if __name__ == "__main__":
    Process(target=work).start()
    print(results.get())
"""
GOOD = """from multiprocessing import Process, Queue

def work(results):
    results.put("done")

if __name__ == "__main__":
    results = Queue()
    Process(target=work, args=(results,)).start()
    print(results.get())
"""
HELP = "make it under the guard, and hand it to children as an argument, or by the pool's initializer"


def made_at_import(model):
    """{name: what makes it} of the module's variables that are such objects."""
    found = {}
    for name, values in model.module.values.items():
        bound = model.module.bound.get(name, ())
        if len(values) != 1 or len(bound) != 1 or bound[0][0] is None or bound[0][0].region != IMPORT:
            continue
        value = model.value(values[0][1], model.module)
        if value is not None and value.does == "touches" and not value.many and value.node is values[0][1]:
            found[name] = model.spelled(value.node.func), bound[0][1].lineno
    return found


def check(model):
    made = made_at_import(model)
    children, _ = child_functions(model) if made else ((), True)
    said = set()
    for function, _site, mask in children:
        mask = model.narrowed(mask) & AGAIN
        for part in reached(model, function) if mask else ():
            for name, node in needs_of(model, part).reads.items():
                if name in made and name not in said:
                    said.add(name)
                    what, line = made[name]
                    message = f"each child makes a {what} of its own (line {line}): this is not the parent's"
                    yield Finding(node, message, HELP, mask)
