from multiprocessing import Process as P


def work(n):
    return n


workers = [P(target=work, args=(n,)) for n in range(4)]
for worker in workers:
    worker.start()  # expect: unguarded-start
for worker in workers:
    worker.join()
