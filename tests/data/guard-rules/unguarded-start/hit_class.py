import multiprocessing


class Worker(multiprocessing.Process):
    def run(self):
        print("at work")


class App:
    def __init__(self):
        self.worker = Worker()

    def go(self):
        self.worker.start()


App().go()  # expect: unguarded-start
