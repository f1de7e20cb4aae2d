from multiprocessing import Pool


def run():
    with Pool() as pool:
        return pool.map(abs, range(10))


def main():
    return run()


if True:
    main()  # expect: unguarded-start
