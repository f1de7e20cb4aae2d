import concurrent.futures

with concurrent.futures.ProcessPoolExecutor(max_workers=2) as executor:
    future = executor.submit(pow, 2, 10)  # expect: unguarded-start
    print(future.result())
