import multiprocessing

try:
    from fast import work
except ImportError:

    def work():
        pass


if __name__ == "__main__":
    multiprocessing.Process(target=work).start()
    multiprocessing.get_context("fork").Process(target=print).start()
