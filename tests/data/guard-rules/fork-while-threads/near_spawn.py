import threading
from multiprocessing import Process, set_start_method

if __name__ == "__main__":
    set_start_method("spawn")
    threading.Thread(target=print).start()
    Process(target=print).start()
