from multiprocessing import Pool


def main():
    global work

    def work(x):
        return x

    Pool().map(work, range(3))


if __name__ == "__main__":
    main()
