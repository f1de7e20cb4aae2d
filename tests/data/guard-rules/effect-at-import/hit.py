import os
import subprocess
from multiprocessing import Pool
from pathlib import Path
from urllib.request import urlopen

print("begin")  # expect: effect-at-import
log = open("run.log", "w")  # expect: effect-at-import
page = urlopen("https://example.org")  # expect: effect-at-import
OUT = Path("out")
OUT.mkdir()  # expect: effect-at-import
(OUT / "a.txt").write_text("x")  # expect: effect-at-import
os.remove("old")  # expect: effect-at-import
revision = subprocess.check_output(["git", "rev-parse", "HEAD"])  # expect: effect-at-import
name = input("name? ")  # expect: effect-at-import


def main():
    Pool().map(abs, range(10))


if __name__ == "__main__":
    main()
