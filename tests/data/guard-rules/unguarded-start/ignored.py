import multiprocessing

pool = multiprocessing.Pool(4)  # procstart: ignore[unguarded-start]
other = multiprocessing.Pool(
    processes=4,
)  # procstart: ignore[wrong-guard, unguarded-start]
third = multiprocessing.Pool(4)  # procstart: ignore
