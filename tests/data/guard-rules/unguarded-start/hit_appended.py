import multiprocessing

jobs = []
for i in range(3):
    jobs.append(multiprocessing.Process(target=print, args=(i,)))
[job.start() for job in jobs]  # expect: unguarded-start
