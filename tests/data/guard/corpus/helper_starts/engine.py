from multiprocessing import Process


def work():
    pass


worker = Process(target=work)
worker.start()
worker.join()
results = worker.exitcode
