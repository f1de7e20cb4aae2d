import multiprocessing

if __name__ != "__main__":
    raise ImportError("this is a script")
multiprocessing.Pool(2)
