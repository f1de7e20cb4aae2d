from multiprocessing import Pool


def main():
    Pool().map(abs, range(3))


if __name__ == "__main__":
    main()  # expect: missing-freeze-support
