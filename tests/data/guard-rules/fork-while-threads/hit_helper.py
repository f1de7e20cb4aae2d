import threading
from multiprocessing import Pool


def watch():
    threading.Thread(target=print).start()


def main():
    watch()
    with Pool() as pool:  # expect: fork-while-threads
        pool.map(abs, range(3))


if __name__ == "__main__":
    main()
