"""A fork context needs no guard."""
from multiprocessing import get_context


def work(x):
    return x


with get_context("fork").Pool(2) as pool:
    assert pool.map(work, [1, 2, 3]) == [1, 2, 3]
