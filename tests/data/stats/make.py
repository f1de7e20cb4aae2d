#!/usr/bin/env python3
"""Works out, with scipy and numpy, the values that tests/stats compares core/stats with.

    pip install numpy scipy
    python3 tests/data/stats/make.py        # rewrites the .h files beside it

The estimators are written down a second time here, from their definitions and without the tricks of the C code, so that both
would have to be wrong in the same way for a test to pass.
"""
import pathlib

import numpy
import scipy
from scipy import special, stats

HERE = pathlib.Path(__file__).resolve().parent


def number(x):
    return repr(float(x)) if numpy.isfinite(x) else "NAN"


def array(kind, name, values):
    text = [str(int(v)) if kind != "double" else number(v) for v in values]
    lines = ["    " + ", ".join(text[i:i + 5]) + "," for i in range(0, len(text), 5)]
    return f"static const {kind} {name}[] = {{\n" + "\n".join(lines) + "\n};\n"


def write(name, *parts):
    head = f"/* Made by make.py with scipy {scipy.__version__} and numpy {numpy.__version__}. Do not edit. */\n"
    (HERE / name).write_text(head + "\n" + "\n".join(parts))


def t_quantile(p, df):
    """By the inverse of the regularised incomplete beta function, of the centre or of the tail: stats.t.ppf itself has only five
    digits left at p = 0.499999 and df = 4."""
    if p == .5:
        return 0
    tail = min(p, 1 - p)
    if tail > .25:
        y = special.betaincinv(.5, df / 2, 1 - 2 * tail)
        t = numpy.sqrt(df * y / (1 - y))
    else:
        x = special.betaincinv(df / 2, .5, 2 * tail)
        t = numpy.sqrt(df * (1 - x) / x)
    return -t if p < .5 else t


def t_distribution():
    """p, df, and the t between them."""
    ps = [1e-6, 1e-5, 1e-4, 1e-3, .005, .01, .025, .05, .1, .2, .25, .3, .4, .49, .499999, .5]
    rows = []
    for df in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 24, 29, 30, 39, 47, 48, 49, 50, 60, 80, 100, 200, 254, 500, 999, 1000]:
        for p in ps + [1 - p for p in ps[:-1]]:
            rows.append((p, df, t_quantile(p, df)))
    cdf = []
    for df in [1, 2, 3, 9, 10, 49, 50, 333, 1000]:
        for t in [0, 1e-9, .01, .3, 1, 1.9, 2, 2.3, 5, 12]:
            centre = special.betainc(.5, df / 2, t * t / (df + t * t)) / 2
            tail = special.betainc(df / 2, .5, df / (df + t * t)) / 2
            cdf += [(-t, df, tail if tail < .1 else .5 - centre), (t, df, .5 + centre)]
    normal = [(p, stats.norm.ppf(p)) for p in ps + [1 - p for p in ps[:-1]]]
    shape = "struct t_value { double p, df, t; };\nstruct normal_value { double p, z; };\n"
    table = "".join("    {%s, %s, %s},\n" % tuple(map(number, r)) for r in rows)
    cdf_table = "".join("    {%s, %s, %s},\n" % (number(p), number(df), number(t)) for t, df, p in cdf)
    normal_table = "".join("    {%s, %s},\n" % tuple(map(number, r)) for r in normal)
    write("t.h", shape, f"static const struct t_value t_quantiles[] = {{\n{table}}};\n",
          f"static const struct t_value t_cdfs[] = {{\n{cdf_table}}};\n",
          f"static const struct normal_value normal_quantiles[] = {{\n{normal_table}}};\n")


def order_statistics(random):
    """Small and large sets, with and without ties, and their type-7 quantiles and moments."""
    parts = []
    sets = {"one": [7.0], "two": [3.0, 1.0], "even": random.normal(size=40), "odd": random.normal(size=41),
            "tied": random.integers(0, 5, 300), "times": numpy.floor(2e5 * random.lognormal(0, .2, 501))}
    qs = [0, .01, .1, .25, .5, .75, .9, .99, 1]
    parts.append(array("double", "order_q", qs))
    for name, x in sets.items():
        parts.append(array("double", f"order_{name}", x))
        parts.append(array("double", f"order_{name}_expected",
                           [*numpy.quantile(x, qs, method="linear"), numpy.mean(x), numpy.std(x, ddof=1) if len(x) > 1 else 0]))
    write("order.h", *parts)


def cell(random, epochs, rounds, per_round, epoch_sd, sd):
    """Times with an effect of the epoch and one of the round, as (x, epoch, round), in a random order."""
    rows = []
    for e in range(epochs):
        effect = random.normal(0, epoch_sd)
        for r in range(rounds + e % 2):
            for _ in range(per_round + r % 2):
                rows.append((2e5 * numpy.exp(effect + random.normal(0, sd)), 3 * e + 1, r))
    order = random.permutation(len(rows))
    x, epoch, round_ = (numpy.array(c) for c in zip(*rows))
    return x[order], epoch[order].astype(int), round_[order].astype(int)


def medians_by(x, *keys):
    groups = {}
    for row in zip(x, *keys):
        groups.setdefault(row[1:], []).append(row[0])
    return {k: numpy.median(v) for k, v in sorted(groups.items())}


def t_interval(values, level):
    """The mean and its interval, from scipy's own."""
    low, high = stats.t.interval(level, len(values) - 1, numpy.mean(values), stats.sem(values))
    return numpy.mean(values), low, high


def woodruff(x, epoch, level):
    """The order statistics around the median, as far out as the epochs' shares below it say; None beyond the data."""
    x = numpy.asarray(x)
    n, median = len(x), numpy.median(x)
    below = numpy.where(x < median, 1, numpy.where(x == median, .5, 0))
    residuals = [numpy.sum(below[epoch == e] - below.mean()) for e in sorted(set(epoch))]
    mean, low, high = t_interval(numpy.array(residuals) * len(residuals) / n, level)
    ranks = int(numpy.floor(n * (.5 + low - mean) - .5)), int(numpy.ceil(n * (.5 + high - mean) - .5))
    return None if ranks[0] < 0 or ranks[1] >= n else numpy.sort(x)[list(ranks)]


def epoch_median(x, epoch, level):
    median, interval = numpy.median(x), woodruff(x, epoch, level)
    if interval is None:
        mean, low, high = t_interval(numpy.log(list(medians_by(x, epoch).values())), level)
        interval = median * numpy.exp([low - mean, high - mean])
    return [median, *interval]


def paired_ratio(a, b, level):
    left, right = medians_by(*a), medians_by(*b)
    by_epoch = {}
    for key in sorted(left.keys() & right.keys()):
        by_epoch.setdefault(key[0], []).append(numpy.log(left[key] / right[key]))
    return numpy.exp(t_interval([numpy.median(v) for v in by_epoch.values()], level))


def price_bonett(x):
    """Standard error of a median, from the exact binomial chance that it lies beyond an order statistic."""
    n = len(x)
    c = max(1, int(numpy.floor((n + 1) / 2 - numpy.sqrt(n) + .5)))
    z = -stats.norm.ppf(stats.binom.cdf(c - 1, n, .5))
    x = numpy.sort(x)
    return (x[n - c] - x[c - 1]) / (2 * z)


def intervals(random):
    parts = []
    a, b = cell(random, 12, 7, 3, .02, .1), cell(random, 13, 6, 2, .03, .2)
    for name, (x, epoch, round_) in (("a", a), ("b", b)):
        parts += [array("double", f"cell_{name}", x), array("uint32_t", f"cell_{name}_epoch", epoch),
                  array("uint32_t", f"cell_{name}_round", round_)]
        parts += [array("double", f"median_{name}_{int(1000 * level)}", epoch_median(x, epoch, level)) for level in (.95, .975)]
    x, epoch, round_ = cell(random, 4, 5, 2, .05, .01)
    assert woodruff(x, epoch, .95) is None
    parts += [array("double", "cell_apart", x), array("uint32_t", "cell_apart_epoch", epoch),
              array("double", "median_apart", epoch_median(x, epoch, .95))]
    parts.append(array("double", "ratio_ab", paired_ratio(a, b, .95)))
    x, epoch, _ = a
    groups = [numpy.log(x[epoch == e]) for e in sorted(set(epoch))]
    within = numpy.mean([price_bonett(g) ** 2 for g in groups])
    between = numpy.var([numpy.median(g) for g in groups], ddof=1)
    parts.append(array("double", "spread_a", [numpy.sqrt(max(between - within, 0)), numpy.sqrt(within)]))
    write("intervals.h", *parts)


def drift(random):
    """Theil-Sen by scipy.stats.theilslopes, on epochs' medians; with ties in time, and from a coarse clock in x."""
    parts = []
    for name, epochs, slope, tie in (("up", 20, .004, 1), ("none", 12, 0, 1), ("tied", 30, .003, 30)):
        x, epoch, _ = cell(random, epochs, 4, 3, .01, .05)
        time = (epoch // tie * 1e9).round()
        x = (x * numpy.exp(slope * epoch / 3) / 5000).round() * 5000 if tie > 1 else x * numpy.exp(slope * epoch / 3)
        t = numpy.array(list(medians_by(time, epoch).values()))
        y = numpy.log(list(medians_by(x, epoch).values()))
        fit = stats.theilslopes(y, t, .95)
        expected = numpy.exp((t.max() - t.min()) * numpy.array([fit.slope, fit.low_slope, fit.high_slope]))
        parts += [array("double", f"drift_{name}", x), array("uint32_t", f"drift_{name}_epoch", epoch),
                  array("double", f"drift_{name}_time", time), array("double", f"drift_{name}_expected", expected)]
    write("drift.h", *parts)


def log_medians(x, run, epoch):
    """Of each run: the log-medians of its epochs."""
    runs = []
    for r in sorted(set(run)):
        here = epoch[run == r]
        runs.append([numpy.log(numpy.median(x[run == r][here == e])) for e in sorted(set(here))])
    return [numpy.array(r) for r in runs]


def comparison():
    """Two sides of one run each: without a run's own effect the ratio is Yuen's test as scipy has it."""
    rng = numpy.random.default_rng(41)
    parts = []

    def side(name, epochs, centre, runs=1):
        x, run, epoch = [], [], []
        for r in range(runs):
            own = rng.normal(0, .01)
            for e in range(epochs):
                effect = rng.normal(0, .02) + (.3 if e == 3 else 0)
                for _ in range(5):
                    x.append(centre * numpy.exp(own + effect + rng.normal(0, .05)))
                    run.append(r)
                    epoch.append(e)
        x, run, epoch = numpy.array(x), numpy.array(run), numpy.array(epoch)
        parts.extend([array("double", name, x), array("uint32_t", name + "_run", run), array("uint32_t", name + "_epoch", epoch)])
        return log_medians(x, run, epoch)

    old, new = side("one_old", 12, 1e6)[0], side("one_new", 17, 1.04e6)[0]
    test = stats.ttest_ind(new, old, equal_var=False, trim=.2)
    difference = stats.trim_mean(new, .2) - stats.trim_mean(old, .2)
    se = difference / test.statistic
    half = stats.t.ppf(.975, test.df) * se
    parts.append(array("double", "yuen", [numpy.exp(difference), numpy.exp(difference - half), numpy.exp(difference + half),
                                          test.pvalue, test.df, se]))

    # Four epochs: nothing is trimmed, which is Welch's test.
    few_old, few_new = side("few_old", 4, 1e6)[0], side("few_new", 4, 1.1e6)[0]
    test = stats.ttest_ind(few_new, few_old, equal_var=False)
    parts.append(array("double", "welch", [numpy.exp(few_new.mean() - few_old.mean()), test.pvalue, test.df]))

    # Several runs a side, with what is known of a run's effect beforehand: by the definition.
    sides = [side("runs_old", 10, 1e6, 3), side("runs_new", 11, 1.02e6, 4)]
    prior_sd, prior_df = .01, 15
    means, variances, squares, between, df = [], [], [], 0, 0
    for runs in sides:
        m, v, f = [], [], []
        for y in runs:
            cut = int(.2 * len(y))
            h = len(y) - 2 * cut
            m.append(stats.trim_mean(y, .2))
            v.append(numpy.var(stats.mstats.winsorize(y, (.2, .2)), ddof=1) * (len(y) - 1) / (h * (h - 1)))
            f.append(h - 1)
        n = len(runs)
        means.append(numpy.mean(m))
        variances.append(sum(v) / n**2)
        squares.append(sum((a / n**2)**2 / b for a, b in zip(v, f)))
        between += (n - 1) * max(0, numpy.var(m, ddof=1) - numpy.mean(v))
        df += n - 1
    effect = (prior_df * prior_sd**2 + between) / (prior_df + df)
    of_runs = effect * sum(1 / len(runs) for runs in sides)
    variance = sum(variances) + of_runs
    total_df = variance**2 / (sum(squares) + of_runs**2 / (prior_df + df))
    difference = means[1] - means[0]
    half = stats.t.ppf(.975, total_df) * numpy.sqrt(variance)
    p = 2 * stats.t.sf(abs(difference) / numpy.sqrt(variance), total_df)
    parts.append(array("double", "of_runs", [numpy.exp(difference), numpy.exp(difference - half), numpy.exp(difference + half), p,
                                             total_df, numpy.sqrt(variance), numpy.sqrt(effect)]))

    ps = numpy.concatenate([rng.uniform(0, 1, 12), [.001, .001, .012, .04, .9999, 0, 1]])
    parts.append(array("double", "p_values", ps))
    parts.append(array("double", "q_values", stats.false_discovery_control(ps)))
    write("compare.h", *parts)


def main():
    t_distribution()
    random = numpy.random.default_rng(20240607)
    order_statistics(random)
    intervals(random)
    drift(random)
    comparison()


if __name__ == "__main__":
    main()
