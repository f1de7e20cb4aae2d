"""A decorator without functools.wraps: the name leads to another object than the target."""
from multiprocessing import Process


def logged(function):
    def wrapper(*args):
        return function(*args)

    return wrapper


@logged
def work(x):
    return x


if __name__ == "__main__":
    p = Process(target=work, args=(1,))
    p.start()
    p.join()
