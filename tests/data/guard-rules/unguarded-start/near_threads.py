from concurrent.futures import ThreadPoolExecutor
from multiprocessing.dummy import Pool
from multiprocessing.pool import ThreadPool

pool = ThreadPool(4)
dummy = Pool(4)
executor = ThreadPoolExecutor()
executor.submit(print)
