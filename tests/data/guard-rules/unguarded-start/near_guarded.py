from multiprocessing import Pool


def main():
    with Pool(4) as pool:
        pool.map(abs, range(10))


if __name__ == "__main__":
    main()
