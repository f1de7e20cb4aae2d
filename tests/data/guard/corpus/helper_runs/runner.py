from multiprocessing import Pool


def square(x):
    return x * x


def run(values):
    with Pool(2) as pool:
        return pool.map(square, values)
