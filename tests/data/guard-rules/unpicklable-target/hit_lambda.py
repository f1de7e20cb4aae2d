from multiprocessing import Pool, Process

double = lambda x: 2 * x

if __name__ == "__main__":
    Process(target=lambda: None).start()  # expect: unpicklable-target
    with Pool() as pool:
        pool.map(double, range(3))  # expect: unpicklable-target
        pool.apply_async(func=lambda: 1)  # expect: unpicklable-target
