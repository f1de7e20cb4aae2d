from multiprocessing import Pool

state = None


def prepare(value):
    global state
    state = value


def work(x):
    return x + state


if __name__ == "__main__":
    prepare(1)
    with Pool(initializer=prepare, initargs=(1,)) as pool:
        print(pool.map(work, range(3)))
