"""A result file is opened, and emptied, by every child."""
import os
import tempfile
from multiprocessing import Process

PATH = os.path.join(tempfile.gettempdir(), "results.csv")
with open(PATH, "w") as file:
    file.write("n,square\n")


def work(n):
    with open(PATH, "a") as out:
        out.write(f"{n},{n * n}\n")


if __name__ == "__main__":
    for n in range(2):
        p = Process(target=work, args=(n,))
        p.start()
        p.join()
