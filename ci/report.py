"""ci/report.py csv|pyperf DIR RESULT..: what pandas and pyperf get from the files in DIR that ci/report made of the results."""
import json
import pathlib
import statistics
import sys

COLD = 2
PHASES = ("returned", "running", "initialized", "unpickled", "main_imported", "ready", "reaped")


def load(path):
    return json.loads(pathlib.Path(path).read_text())


def steady(cell, phase):
    samples = cell["samples"]
    times = samples.get(phase + "_ns", [])
    return [ns for ns, turn in zip(times, samples["turn"]) if turn >= COLD and ns is not None]


def same(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: {got} where the file has {wanted}")


def check_samples(frame, place, result):
    for index, cell in enumerate(result["cells"]):
        rows = frame[(frame["result"] == place) & (frame["cell_place"] == index)]
        same(f"{place}: cell {index}: rows", len(rows), max(1, cell["starts"]))
        same(f"{place}: cell {index}: status", set(rows["status"]), {cell["status"]})
        for phase in PHASES:
            column = rows.loc[rows["kind"] == "steady", phase + "_ns"].dropna()
            same(f"{place}: cell {index}: {phase}", [int(ns) for ns in column], steady(cell, phase))


def place_cells(frame):
    """Ids are changed where they could be formulas: cells are known by their order."""
    starts = (frame["cell"] != frame["cell"].shift()) | (frame["result"] != frame["result"].shift())
    frame["cell_place"] = starts.groupby(frame["result"]).cumsum() - 1
    return frame


def check_summary(frame, place, result):
    for index, cell in enumerate(result["cells"]):
        rows = frame[(frame["result"] == place) & (frame["cell_place"] == index)].set_index("phase")
        for phase, figures in cell["summary"].items():
            row = rows.loc[phase.removesuffix("_ns")]
            same(f"{place}: cell {index}: {phase}: n", int(row["n"]), figures["n"])
            for key in ("median", "mean", "stddev", "min", "p90", "p99", "max"):
                same(f"{place}: cell {index}: {phase}: {key}", int(row[key + "_ns"]), figures[key])
            if figures["ci95"] is not None:
                interval = [int(row["ci95_low_ns"]), int(row["ci95_high_ns"])]
                same(f"{place}: cell {index}: {phase}: ci95", interval, figures["ci95"])
            if "dirty" in cell:
                more = [b - a for a, b in zip(cell["dirty"]["alone_ns"], cell["dirty"]["written_ns"])]
                same(f"{place}: cell {index}: debt", int(row["dirty_more_ns"]), round(statistics.median(more)))
                same(f"{place}: cell {index}: epochs of debt", int(row["dirty_epochs"]), len(more))


def check_crossovers(frame, place, result):
    ids = [cell["id"] for cell in result["cells"]]
    for it in result.get("crossovers", []):
        index = ids.index(it["spawn"])
        rows = frame[(frame["result"] == place) & (frame["cell_place"] == index)].set_index("phase")
        row = rows.loc[it["phase"]]
        same(f"{place}: cell {index}: crossover with", row["crossover_with"], it["fork"])
        for key, end in (("at", ""), ("lo", "_ci95_low"), ("hi", "_ci95_high")):
            got = row["crossover_" + it["factor"] + end]
            wanted = it[key] and (float("%.9g" % it[key]) if it["factor"] == "threads" else round(it[key]))
            same(f"{place}: cell {index}: crossover: {key}", None if got != got else float(got), wanted)


def csv(out, files):
    import pandas

    results = [load(file) for file in files]
    for name, members in [("all", results), *((pathlib.Path(f).stem, [r]) for f, r in zip(files, results))]:
        samples = place_cells(pandas.read_csv(out / f"{name}.csv", low_memory=False))
        summary = place_cells(pandas.read_csv(out / f"{name}.summary.csv", low_memory=False))
        for place, result in enumerate(members, 1):
            check_samples(samples, place, result)
            check_summary(summary, place, result)
            check_crossovers(summary, place, result)
        for frame in (samples, summary):
            for column in frame.select_dtypes("object"):
                bad = [text for text in frame[column].dropna() if text[0] in "=+-@"]
                same(f"{name}: {column}: formulas", bad, [])
        print(name, samples.shape, summary.shape)


def pyperf(out, files):
    import pyperf as real

    for file in files:
        path = out / f"{pathlib.Path(file).stem}.pyperf"
        if not path.exists():
            continue
        suite = real.BenchmarkSuite.load(str(path))
        cells = [cell for cell in load(file)["cells"] if cell["status"] in ("ok", "interrupted") and steady(cell, "reaped")]
        same(f"{path.name}: benchmarks", len(suite), len(cells))
        for benchmark, cell in zip(suite, cells):
            wanted = [max(ns, 1) / 1e9 for ns in steady(cell, "reaped")]
            name = f"{path.name}: {benchmark.get_name()}"
            same(f"{name}: median", round(benchmark.median(), 10), round(statistics.median(wanted), 10))
            same(f"{name}: values", benchmark.get_nvalue(), len(wanted))
        print(path.name, len(suite))


if __name__ == "__main__":
    {"csv": csv, "pyperf": pyperf}[sys.argv[1]](pathlib.Path(sys.argv[2]), sys.argv[3:])
