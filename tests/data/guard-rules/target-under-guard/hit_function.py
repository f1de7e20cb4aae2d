from multiprocessing import Pool, Process

if __name__ == "__main__":

    def work(n=0):
        return n

    Process(target=work).start()  # expect: target-under-guard
    with Pool() as pool:
        pool.map(work, range(3))  # expect: target-under-guard
