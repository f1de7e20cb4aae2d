#!/usr/bin/env python3
"""How the levels of ps_look_level() were chosen (docs/statistics.md): coverage of the interval that ends a measurement, with
normal epochs and Student's t, for levels 1 - (1 - 0.95) (1 - k / epochs) and several k.

    pip install numpy scipy
    python3 tests/data/stats/looks.py

A column is a standard deviation of epochs, in units of the half-width that is asked for; a figure is per cent held.
"""
import numpy
from scipy import stats

TRIES = 40000
LOOKS = [10, 13, 17, 23, 30, 39, 51, 67, 88, 115, 150, 195, 254, 331, 431]
DEVIATIONS = [.5, 1, 1.2, 1.4, 1.6, 1.8, 2, 2.3, 2.6, 3, 3.5, 4, 5, 6, 7, 8]


def held(mean, deviation, scale, k):
    """Share of tries whose first interval of half-width 1 or less, or else the last, holds 0."""
    going, hits = numpy.ones(TRIES, bool), 0
    for n in LOOKS:
        level = 1 - .05 * (1 - k / n)
        half_width = stats.t.ppf(.5 + level / 2, n - 1) * deviation[n] * scale / numpy.sqrt(n)
        stop = going & ((half_width <= 1) | (n == LOOKS[-1]))
        hits += numpy.sum(stop & (abs(mean[n]) * scale <= half_width))
        going &= ~stop
    return hits / TRIES


def main():
    z = numpy.random.default_rng(1).standard_normal((TRIES, LOOKS[-1]))
    mean = {n: z[:, :n].mean(1) for n in LOOKS}
    deviation = {n: z[:, :n].std(1, ddof=1) for n in LOOKS}
    print("k    least |", *(f"{d:5}" for d in DEVIATIONS))
    for k in range(8):
        shares = [100 * held(mean, deviation, d, k) for d in DEVIATIONS]
        print(f"{k}    {min(shares):5.1f} |", *(f"{s:5.1f}" for s in shares))


if __name__ == "__main__":
    main()
