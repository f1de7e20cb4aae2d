"""The script is quiet; what it imports is not."""
from multiprocessing import Process

import banner


def work():
    return banner.NAME


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0
