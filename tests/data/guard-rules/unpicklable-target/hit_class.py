import multiprocessing


def main():
    class Worker(multiprocessing.Process):
        def run(self):
            pass

    Worker().start()  # expect: unpicklable-target


if __name__ == "__main__":
    main()
