"""Two ends of a pipe."""
from multiprocessing import Pipe, Process


def work(end):
    end.send(end.recv() + 1)
    end.close()


if __name__ == "__main__":
    ours, theirs = Pipe()
    p = Process(target=work, args=(theirs,))
    p.start()
    ours.send(41)
    assert ours.recv() == 42
    p.join()
