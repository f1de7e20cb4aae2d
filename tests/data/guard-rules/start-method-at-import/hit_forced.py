from multiprocessing import Process, set_start_method

set_start_method("spawn", force=True)  # expect: start-method-at-import
if __name__ == "__main__":
    Process(target=print).start()
