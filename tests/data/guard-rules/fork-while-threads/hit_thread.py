import threading
from multiprocessing import Process

if __name__ == "__main__":
    watcher = threading.Thread(target=print, daemon=True)
    watcher.start()
    Process(target=print).start()  # expect: fork-while-threads
