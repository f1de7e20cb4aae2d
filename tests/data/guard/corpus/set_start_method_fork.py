"""A script that insists on fork, and has no guard around its work."""
import multiprocessing as mp


def work(x):
    return x + offset


if mp.get_start_method(allow_none=True) != "fork":
    mp.set_start_method("fork", force=True)
offset = 5
with mp.Pool(2) as pool:
    assert pool.map(work, [1, 2]) == [6, 7]
