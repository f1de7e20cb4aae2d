import ast

from guard_collect import IMPORT
from guard_finding import Finding
from guard_targets import child_functions, reached

ID = "heavy-import"
LEVEL = "note"
TITLE = "A costly import that children repeat and do not use"
WHY = """Every spawned child imports the main module again, and with it all that it imports: numpy costs about 0.1 s,
pandas, torch or matplotlib up to seconds, in each child. What only the parent needs can be imported under the guard
or in the function that uses it. `procstart reimport` tells what it costs."""
METHODS = ("spawn", "forkserver")
VERSIONS = "all; a forkserver of 3.14 and later can preload it: set_forkserver_preload()"
BAD = """from multiprocessing import Pool

import matplotlib.pyplot as plt

def square(x):
    return x * x

if __name__ == "__main__":
    with Pool() as pool:
        plt.plot(pool.map(square, range(10)))
"""
GOOD = """from multiprocessing import Pool

def square(x):
    return x * x

if __name__ == "__main__":
    import matplotlib.pyplot as plt

    with Pool() as pool:
        plt.plot(pool.map(square, range(10)))
"""
HEAVY = {
    "numpy", "scipy", "pandas", "matplotlib", "torch", "torchvision", "tensorflow", "keras", "jax", "sklearn", "skimage", "cv2",
    "seaborn", "plotly", "bokeh", "numba", "transformers", "xarray", "dask", "sympy", "statsmodels", "networkx", "polars",
    "pyarrow", "xgboost", "lightgbm", "spacy", "nltk", "gensim", "pyspark", "geopandas", "astropy", "h5py", "django", "boto3",
    "sqlalchemy", "PyQt5", "PyQt6", "PySide2", "PySide6", "wx", "gi", "kivy", "pygame",
}


def bindings(node):
    """[(name that is bound, module)] of an import statement."""
    if isinstance(node, ast.Import):
        return [(alias.asname or alias.name.partition(".")[0], alias.name) for alias in node.names]
    return [(alias.asname or alias.name, node.module) for alias in node.names] if node.module and not node.level else []


def imports_of(model):
    seen = set()
    for name, bound in model.module.bound.items():
        for place, node in bound:
            if isinstance(node, (ast.Import, ast.ImportFrom)) and place.region == IMPORT and not place.branches:
                if id(node) not in seen:
                    seen.add(id(node))
                    yield node


def uses_of(model):
    """{name: nodes that read it} in the whole file."""
    found = {}
    for node in ast.walk(model.module.node):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.setdefault(node.id, []).append(node)
    return found


def parent_only(model):
    """The line ranges of code that no child runs: under guards, and functions that neither children nor the top level call."""
    children, complete = child_functions(model)
    if not complete or not children:
        return None
    side = {part for function, site, mask in children for part in reached(model, function)}
    for site in model.module.calls:
        function = model.callee(site) if site.place.region == IMPORT else None
        if function is not None:
            side.update(reached(model, function))
    ranges = [(guard.body[0].lineno, guard.body[-1].end_lineno) for guard in model.guards]
    for function in model.module.defs.values():
        for made in function:
            if made not in side and hasattr(made, "params"):
                ranges.append((made.node.body[0].lineno, made.node.body[-1].end_lineno))
    return ranges


def check(model):
    if not model.is_program():
        return
    heavy = [(node, pairs) for node in imports_of(model) for pairs in [bindings(node)]
             if pairs and all(module.partition(".")[0] in HEAVY for name, module in pairs)]
    ranges = parent_only(model) if heavy else None
    if not ranges:
        return
    uses, mask = uses_of(model), model.again()
    for node, pairs in heavy:
        used = [use for name, module in pairs for use in uses.get(name, ())]
        if not used or model.module.imports.get("*"):
            continue
        if all(any(low <= use.lineno <= high for low, high in ranges) for use in used):
            names = ", ".join(sorted({module.partition(".")[0] for name, module in pairs}))
            yield Finding(node, f"every child imports {names} again, which only the parent uses",
                          "import it under the guard, or in the function that uses it", mask)
