import threading
from multiprocessing.pool import ThreadPool

import loky
import multiprocess

if __name__ == "__main__":
    loky.get_reusable_executor().submit(lambda: 1)
    multiprocess.Pool().map(lambda x: x, range(3))
    list(map(lambda x: x, range(3)))
    ThreadPool().map(lambda x: x, range(3))
    threading.Thread(target=lambda: None).start()
