"""The pool is in a function, and the function is called at the end of the file."""
import multiprocessing as mp


def work(n):
    return sum(range(n))


def main():
    pool = mp.Pool(processes=2)
    try:
        print(pool.map(work, [10, 20, 30]))
    finally:
        pool.terminate()


main()
