"""An executor that is told its method."""
import multiprocessing
from concurrent.futures import ProcessPoolExecutor


def work(x):
    return x + config["offset"]


if __name__ == "__main__":
    config = {"offset": 10}
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork")) as executor:
        assert list(executor.map(work, [1])) == [11]
