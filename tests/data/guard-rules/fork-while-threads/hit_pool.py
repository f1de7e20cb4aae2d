import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def main():
    with ThreadPoolExecutor() as threads:
        threads.submit(print)
        with ProcessPoolExecutor() as processes:
            processes.submit(print)  # expect: fork-while-threads
        os.fork()  # expect: fork-while-threads


if __name__ == "__main__":
    main()
