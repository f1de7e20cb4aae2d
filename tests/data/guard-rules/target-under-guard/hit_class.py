import multiprocessing

if __name__ == "__main__":

    class Worker(multiprocessing.Process):
        def run(self):
            pass

    Worker().start()  # expect: target-under-guard
