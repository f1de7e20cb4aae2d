import threading
from multiprocessing import Process

if __name__ == "__main__":
    threading.Thread(target=print).start()
    Process(target=print).start()  # procstart: ignore[fork-while-threads]
