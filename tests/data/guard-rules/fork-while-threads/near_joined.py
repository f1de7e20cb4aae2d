import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Process


def main():
    threads = [threading.Thread(target=print) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ThreadPoolExecutor() as executor:
        executor.submit(print)
    Process(target=print).start()
    later = threading.Thread(target=print)
    later.start()


if __name__ == "__main__":
    main()
