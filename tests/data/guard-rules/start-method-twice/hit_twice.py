import multiprocessing

if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    print("something else")
    multiprocessing.set_start_method("spawn")  # expect: start-method-twice
