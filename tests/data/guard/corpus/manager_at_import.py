"""A manager is a process, too."""
from multiprocessing import Manager

manager = Manager()
shared = manager.dict()

if __name__ == "__main__":
    shared["a"] = 1
    print(dict(shared))
