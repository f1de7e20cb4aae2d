import multiprocessing


def main():
    queue = multiprocessing.get_context("spawn").Queue()
    multiprocessing.set_start_method("spawn")
    try:
        multiprocessing.set_start_method("fork")
    except RuntimeError:
        pass
    return queue
