import multiprocessing as mp


def square(x):
    return x * x


pool = mp.Pool(4)  # expect: unguarded-start
print(pool.map(square, range(10)))
