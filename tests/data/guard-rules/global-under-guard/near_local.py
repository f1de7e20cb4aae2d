from multiprocessing import Pool

LIMIT = 10


def work(factor):
    rest = LIMIT
    results = [n for n in range(factor)]
    return factor * rest, results, __file__, len("x")


def shown(rows):
    return rows


if __name__ == "__main__":
    factor = 3
    rest = results = n = 1
    with Pool() as pool:
        rows = pool.map(work, range(10))
        shown(rows)
