"""Another program is started at import time, once by each child."""
import subprocess
from multiprocessing import Process

REVISION = subprocess.run(["echo", "abc123"], capture_output=True, text=True, check=True).stdout


def work():
    return REVISION


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0
