import multiprocessing

if __name__ == "__mp_main__":  # expect: wrong-guard
    multiprocessing.Pool()
