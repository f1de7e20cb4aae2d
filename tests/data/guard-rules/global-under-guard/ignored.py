from multiprocessing import Pool


def scale(x):
    return x * factor  # procstart: ignore[global-under-guard]


if __name__ == "__main__":
    factor = 3
    Pool().map(scale, range(10))
