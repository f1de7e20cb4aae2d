import multiprocessing as mp

mp.set_start_method("spawn")  # expect: start-method-at-import

if __name__ == "__main__":
    mp.Process(target=print).start()
