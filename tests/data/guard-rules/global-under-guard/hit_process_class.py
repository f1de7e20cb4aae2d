import multiprocessing


class Worker(multiprocessing.Process):
    def run(self):
        print(message)  # expect: global-under-guard


if __name__ == "__main__":
    message = "hello"
    Worker().start()
