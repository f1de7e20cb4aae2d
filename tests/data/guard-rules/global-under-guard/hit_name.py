from multiprocessing import Pool


def scale(x):
    return x * factor  # expect: global-under-guard


if __name__ == "__main__":
    factor = 3
    with Pool() as pool:
        print(pool.map(scale, range(10)))
