"""pages.py make RESULT DIR: results that have what the committed ones lack.
pages.py look DIR RESULT RESULT2 [PICTURES]: the pages made of them, in Chromium.

For ci/pages. Prints `ok WHAT` or `FAILED WHAT` for each thing that must hold."""
import contextlib
import copy
import json
import os
import sys
import time

from chromium import Browser

PHASES = ("returned", "running", "initialized", "unpickled", "main_imported", "ready", "reaped")
FIGURES = {"overhead", "distributions", "timeline", "memory", "drift", "run", "systems"}
HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror='window.hacked=2'>\"'&<!-- ${x} {{data}} \\"

# ---- results ----


def scaled(column, factor):
    return [None if value is None else round(value * factor) for value in column]


def make_sweep(result):
    """fork grows with the parent's memory, spawn does not: as it is on Linux."""
    kept = [c for c in result["cells"] if c["id"] in ("native/fork", "native/spawn/posix_spawn+stub-dynamic")]
    result["cells"], result["contrasts"], result["pythons"] = [], [], []
    for cell in kept:
        for size, name, factor in ((0, "", 1), (16 << 20, "16M", 2.5), (64 << 20, "64M", 8), (256 << 20, "256M", 30)):
            new = copy.deepcopy(cell)
            factor = factor if cell["method"] == "fork" else 1
            new["id"] += ",ballast=" + name if size else ""
            new["factors"]["ballast_bytes"] = size
            for key in [key for key in new["samples"] if key[:-3] in PHASES]:
                new["samples"][key] = scaled(new["samples"][key], factor)
            for summary in new["summary"].values():
                for key in ("median", "cold_median", "mean", "stddev", "min", "p90", "p99", "max"):
                    summary[key] = round(summary[key] * factor)
                summary["ci95"] = scaled(summary["ci95"], factor)
            if size and cell["method"] == "fork":
                new["dirty"] = {"bytes": size, "epoch": [0, 1, 2], "alone_ns": [size // 8 + i for i in range(3)],
                                "written_ns": [size + i for i in range(3)]}
            result["cells"].append(new)
    result["crossovers"] = [dict(fork=kept[0]["id"], spawn=kept[1]["id"], phase=phase, factor="ballast_bytes", at=32 << 20,
                                 lo=24 << 20, hi=48 << 20, fork_is_slower=True) for phase in ("ready", "reaped")]


def make_million(result):
    """The same starts over and over, in later epochs."""
    for cell in result["cells"]:
        samples = cell["samples"]
        n = len(samples["epoch"])
        if cell["method"] == "floor" or n == 0:
            continue
        times, span, epochs = 46000 // n + 1, max(samples["asked_ns"]) + 1, max(samples["epoch"]) + 1
        for key, column in samples.items():
            step = {"epoch": epochs, "asked_ns": span}.get(key, 0)
            samples[key] = [value + i * step for i in range(times) for value in column] if step else column * times
        cell["starts"] = len(samples["epoch"]) + len(cell["first"]["epoch"])


def make_hostile(result):
    host = result["host"]
    for key in ("os", "os_version", "kernel", "libc", "machine", "cpu_model", "thp", "emulation"):
        host[key] = HOSTILE
    host["mitigations"] = {HOSTILE: HOSTILE}
    host["security_software"] = [HOSTILE]
    for python in result["pythons"]:
        python.update(path=HOSTILE, libpython=HOSTILE, default_start_method=HOSTILE)
        python["build"]["compiler"] = HOSTILE
    result["argv"] = [HOSTILE, "=1+1"]
    result["warnings"] = [{"code": "busy", "message": HOSTILE}]
    for i, cell in enumerate(result["cells"]):
        cell["mechanism"] = cell["factors"]["main"] = HOSTILE
        if i % 5 == 4:
            cell.update(status="failed", reason=HOSTILE)


def make_empty(result):
    result["contrasts"] = []
    for cell in result["cells"]:
        cell.update(status="failed", reason="nothing could be started", starts=0, summary={})
        for part in ("samples", "first"):
            cell[part] = {key: [] for key in cell[part]}


def make(path, folder):
    with open(path, encoding="utf-8") as file:
        committed = json.load(file)
    for name, change in (("sweep", make_sweep), ("million", make_million), ("hostile", make_hostile), ("empty", make_empty)):
        result = copy.deepcopy(committed)
        change(result)
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
            json.dump(result, file)


# ---- what is asked of a page ----


def say(holds, what, why=""):
    print(("ok " if holds else "FAILED ") + what + ("" if holds or not why else ": " + str(why)[:600]), flush=True)


def equal(got, expected, what):
    say(got == expected, what, "%r, expected %r" % (got, expected))


DRAWN = "document.documentElement.dataset.drawn"
UNDRAWN = "delete document.documentElement.dataset.drawn"
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
PICTURE = "document.querySelector('.plot svg').outerHTML"

# How many marks each picture has; of one on a canvas, how many colours.
MARKS = """[...document.querySelectorAll('.plot')].map(plot => [plot.dataset.figure + '-' + plot.dataset.section,
    plot.querySelectorAll('svg .role-mark path, svg .role-mark line, svg .role-mark rect').length ||
    [...plot.querySelectorAll('canvas')].filter(c => c.width > 0).reduce((n, c) => n + new Set(new Uint32Array(
        c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size - 1, 0)])"""
TABLE = """[...document.querySelectorAll('#overhead-table tr[data-id]')].map(row => [row.dataset.id,
    Object.fromEntries([...row.querySelectorAll('[data-exact]')].map(cell =>
        [cell.dataset.key, Number(cell.dataset.exact)]))])"""
BESIDE = """[...document.querySelectorAll('#distributions details tbody tr')].map(row =>
    Number(row.querySelector('[data-key=median]').dataset.exact))"""


def opened(browser, path, width=1280, dark=False):
    page = browser.open("file://" + path, width, 900, dark)
    page.wait(DRAWN)
    page.shown()
    return page


def choose(page, control, value):
    page.evaluate("""(select => { %s; select.value = %s; select.dispatchEvent(new Event('change')); })
        (document.getElementById('%s'))""" % (UNDRAWN, json.dumps(value), control))
    page.wait(DRAWN)


def press(page, selector, name, code):
    page.evaluate("document.querySelector(%s).focus()" % json.dumps(selector))
    page.key(name, code)


def check_clean(page, path, width, what):
    say(not page.problems, what + ": no word in the console", page.problems)
    equal(page.requests, ["file://" + path], what + ": asks for nothing but itself")
    wide = page.evaluate("document.documentElement.scrollWidth")
    say(wide <= width, what + ": fits its width", wide)


def check_marks(page, what, expected):
    marks = dict(page.evaluate(MARKS))
    say(all(marks.values()), what + ": every picture has marks", marks)
    equal({name.split("-")[0] for name in marks}, expected, what + ": has the pictures that there are to be")


def figures_of(cell, ratios):
    """What the overhead table is to say of a cell."""
    reaped, ready = cell["summary"]["reaped_ns"], cell["summary"].get("ready_ns")
    expected = {"reaped.median": reaped["median"], "reaped.p99": reaped["p99"], "n": reaped["n"]}
    if ready:
        expected["ready.median"] = ready["median"]
    if reaped["cold_median"] is not None:
        expected["reaped.cold"] = reaped["cold_median"]
    if cell["id"] in ratios:
        expected["ratio"] = ratios[cell["id"]]
    return expected


def check_table(page, result, what):
    rows = dict(page.evaluate(TABLE))
    equal(sorted(rows), sorted(cell["id"] for cell in result["cells"]), what + ": a row for every cell")
    ratios = {c["cell"]: c["ratio"] for c in result["contrasts"] if c["phase"] == "reaped"}
    wrong, compared = [], 0
    for cell in result["cells"]:
        if "reaped_ns" in cell["summary"]:
            expected = figures_of(cell, ratios)
            compared += len(expected)
            wrong += [(cell["id"], key, rows[cell["id"]].get(key), value) for key, value in expected.items()
                      if rows[cell["id"]].get(key) != value]
    say(not wrong and compared > 0, "%s: %d figures of the table are the file's" % (what, compared), wrong)


def check_tables_beside(page, what):
    """Each is opened by keyboard."""
    figures = page.evaluate("document.querySelectorAll('figure details').length")
    for i in range(figures):
        page.evaluate("document.querySelectorAll('figure details > summary')[%d].focus()" % i)
        page.key("Enter", 13)
    with contextlib.suppress(RuntimeError):  # a table is filled after it was opened, by an event of its own
        page.wait("[...document.querySelectorAll('figure details')].every(d => d.querySelector('tbody tr'))", 20)
    rows = page.evaluate("[...document.querySelectorAll('figure details')].map(d => d.querySelectorAll('tbody tr').length)")
    say(figures > 0 and all(rows), what + ": each picture has a table beside it, which the keyboard opens", rows)
    page.key("Tab", 9)
    equal(page.evaluate("document.activeElement.getAttribute('role')"), "region", what + ": and reaches")


def check_samples(page, result):
    lines = page.evaluate("page.samplesCsv()").splitlines()
    equal(len(lines) - 1, sum(cell["starts"] for cell in result["cells"]), "samples: a line for every start")
    cell, at = result["cells"][1], lines[0].split(",").index("reaped_ns")
    fields = [line.split(",") for line in lines[1:]]
    got = [int(line[at]) for line in fields if line[1:3] == [cell["id"], "0"]]
    equal(got, cell["samples"]["reaped_ns"], "samples: their times are the file's")
    page.evaluate("(document.getElementById('download').click(), 1)")
    say(not page.problems, "samples: the button downloads them", page.problems)


def check_one(browser, path, result):
    page = opened(browser, path)
    check_tables_beside(page, "one result")
    expected = [cell["summary"]["reaped_ns"]["median"] for cell in result["cells"] if cell["method"] != "floor"]
    equal(sorted(page.evaluate(BESIDE)), sorted(expected), "one result: figures beside a picture are the file's")
    check_samples(page, result)
    choose(page, "phase", "ready")
    fork = next(cell for cell in result["cells"] if cell["id"] == "native/fork")
    tiles = page.evaluate("document.getElementById('glance').textContent")
    say("%.1f" % (fork["summary"]["ready_ns"]["median"] / 1000) in tiles, "until ready: other figures", tiles)
    before = page.evaluate("document.querySelector('[data-figure=run]').innerHTML.length")
    page.evaluate("""(select => { select.value = 'python/fork@3.14.3'; select.dispatchEvent(new Event('change')); })
        (document.getElementById('cell'))""")
    page.wait("document.getElementById('run-note').textContent.includes('348')")
    say(before > 0 and not page.problems, "one cell: another one is drawn", page.problems)
    check_print(page)
    page.close()


def check_print(page):
    page.media(False, "print")
    hidden = page.evaluate("""['.bar', 'nav', '.tools'].every(selector =>
        getComputedStyle(document.querySelector(selector)).display === 'none')""")
    say(hidden, "print: no controls")
    equal(page.evaluate(BACKGROUND), "rgb(255, 255, 255)", "print: on white")
    pdf = page.call("Page.printToPDF", {"paperWidth": 8.27, "paperHeight": 11.69})["data"]
    say(len(pdf) > 50000, "print: a PDF", len(pdf))


def check_theme(browser, path):
    light, dark = opened(browser, path), opened(browser, path, dark=True)
    dark_ground, before = dark.evaluate(BACKGROUND), light.evaluate(PICTURE)
    say(light.evaluate(BACKGROUND) != dark_ground, "light or dark, as the reader's system is")
    light.evaluate(UNDRAWN)
    press(light, "#theme", "Enter", 13)
    light.wait(DRAWN)
    equal(light.evaluate(BACKGROUND), dark_ground, "dark by the button, by keyboard")
    say(light.evaluate(PICTURE) != before, "pictures are drawn anew in its colours")
    equal(light.evaluate("document.getElementById('theme').getAttribute('aria-pressed')"), "true", "the button says so")
    light.close()
    dark.close()


def check_hostile(browser, folder):
    page = opened(browser, os.path.join(folder, "hostile.html"))
    say(not page.problems, "hostile text: no word in the console", page.problems)
    check_tables_beside(page, "hostile text")
    safe = page.evaluate("window.hacked === undefined && document.images.length === 0")
    say(safe, "hostile text: runs nothing, and is no markup")
    say(HOSTILE in page.evaluate("document.body.textContent"), "hostile text: is shown as it is")
    equal(page.evaluate("csv(['a'], [['=1+1'], ['say \"x\", y']])"), "a\r\n'=1+1\r\n\"say \"\"x\"\", y\"\r\n",
          "csv: quoted, and no formula")
    page.close()


def check_million(browser, folder):
    path = os.path.join(folder, "million.html")
    page = opened(browser, path)
    shown, drawn = (page.evaluate("document.documentElement.dataset." + name) for name in ("shown", "drawn"))
    print("a million starts: %s ms to the first picture, %s ms to the last, %d ms of processor time" %
          (shown, drawn, page.processor_ms()))
    check_clean(page, path, 1280, "a million starts")
    check_marks(page, "a million starts", FIGURES - {"memory", "systems"})
    note = page.evaluate("document.getElementById('data-note').textContent")
    say("binned" in note, "a million starts: says that they are binned", note)
    counted = page.evaluate("""plots.data.bins.filter(b => b.phase === 'reaped').map(b =>
        b.count.reduce((n, c) => n + c, 0))""")
    with open(os.path.join(folder, "million.json"), encoding="utf-8") as file:
        cells = [cell for cell in json.load(file)["cells"] if cell["method"] != "floor"]
    steady = [sum(1 for turn, time_ns in zip(c["samples"]["turn"], c["samples"]["reaped_ns"]) if turn >= 2 and
                  time_ns is not None) for c in cells]
    equal(sorted(counted), sorted(steady), "a million starts: every steady one is counted")
    page.close()


def check_committed(browser, folder, results, pictures):
    path = os.path.join(folder, "both.html")
    for width, dark in ((1280, False), (1280, True), (400, False), (400, True)):
        what = "%d px, %s" % (width, "dark" if dark else "light")
        page = opened(browser, path, width, dark)
        check_clean(page, path, width, what)
        check_marks(page, what, FIGURES - {"memory"})
        if pictures:
            os.makedirs(pictures, exist_ok=True)
            page.screenshot(os.path.join(pictures, "page-%d-%s.png" % (width, "dark" if dark else "light")))
        page.close()
    page = opened(browser, path)
    for i, result in enumerate(results):
        choose(page, "result", i)
        check_table(page, result, "result %d" % (i + 1))
        check_marks(page, "result %d" % (i + 1), FIGURES - {"memory"})
    said = page.evaluate("document.getElementById('banners').textContent")
    say("Emulated" in said and "wine" in said, "an emulated result says so", said)
    legend = page.evaluate("document.querySelector('[data-figure=systems]').textContent")
    say("wine-8.0), emulated" in legend, "across systems, what is emulated is named so", legend)
    say(not page.problems, "results: no word in the console", page.problems)
    page.close()


def check_others(browser, folder):
    path = os.path.join(folder, "sweep.html")
    page = opened(browser, path)
    check_clean(page, path, 1280, "a sweep")
    check_marks(page, "a sweep", FIGURES - {"systems"})
    words = page.evaluate("document.getElementById('memory').textContent").replace("\u202f", " ")
    say("native/fork is slower than native/spawn/posix_spawn+stub-dynamic from 32 MiB on (95% interval 24 MiB to 48 MiB)" in
        words, "a sweep: names the crossover with its interval", words)
    say("copy-on-write debt: native/fork,ballast=64M: " in words, "a sweep: says what the parent pays", words)
    drawn = page.evaluate("document.querySelectorAll('[data-figure=memory] svg .mark-rule.role-mark line').length")
    equal(drawn, 1, "a sweep: the crossover's interval is drawn")
    page.close()
    page = opened(browser, os.path.join(folder, "empty.html"))
    say(not page.problems, "no figures: no word in the console", page.problems)
    words = page.evaluate("document.getElementById('overhead').textContent + document.body.textContent")
    say("nothing could be started" in words, "no figures: the reasons are shown", words)
    page.close()


def look(folder, first, second, pictures=""):
    results = []
    for path in (first, second):
        with open(path, encoding="utf-8") as file:
            results.append(json.load(file))
    with Browser() as browser:
        check_committed(browser, folder, results, pictures)
        check_one(browser, os.path.join(folder, "linux.html"), results[0])
        check_theme(browser, os.path.join(folder, "linux.html"))
        check_others(browser, folder)
        check_hostile(browser, folder)
        check_million(browser, folder)


if __name__ == "__main__":
    started = time.monotonic()
    if sys.argv[1] == "make":
        make(*sys.argv[2:4])
    else:
        look(*sys.argv[2:])
        print("looked for %.0f s" % (time.monotonic() - started))
