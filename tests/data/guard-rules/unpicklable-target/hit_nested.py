import concurrent.futures
import functools


def main():
    def work(n, m=0):
        return n

    with concurrent.futures.ProcessPoolExecutor() as executor:
        executor.submit(work, 1)  # expect: unpicklable-target
        executor.map(functools.partial(work, m=2), range(3))  # expect: unpicklable-target


if __name__ == "__main__":
    main()
