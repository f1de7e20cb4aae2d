"""The path is extended under the guard; children get it with their preparation data."""
import os
import sys
from multiprocessing import Pool

if __name__ == "__main__":
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "helper_module"))
    import tasks

    with Pool(1) as pool:
        assert pool.map(tasks.double, [2]) == [4]
