from concurrent.futures import ProcessPoolExecutor as Workers

workers = Workers()
for n in workers.map(abs, [-1, 2]):  # expect: unguarded-start
    print(n)
