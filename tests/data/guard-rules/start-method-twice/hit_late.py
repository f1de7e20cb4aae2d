from multiprocessing import Queue, set_start_method


def main():
    queue = Queue()
    set_start_method("spawn")  # expect: start-method-twice
    return queue
