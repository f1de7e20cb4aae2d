"""The executor is made at import time, but starts nothing before the guarded submit."""
from concurrent.futures import ProcessPoolExecutor

executor = ProcessPoolExecutor(max_workers=1)


def half(x):
    return x / 2


if __name__ == "__main__":
    assert executor.submit(half, 8).result() == 4
    executor.shutdown()
