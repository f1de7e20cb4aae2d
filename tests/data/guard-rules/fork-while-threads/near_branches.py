import sys
import threading
from multiprocessing import Process

if __name__ == "__main__":
    if sys.argv[1:]:
        threading.Thread(target=print).start()
    else:
        Process(target=print).start()
