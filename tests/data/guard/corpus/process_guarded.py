"""Two processes that are waited for."""
from multiprocessing import Process


def greet(name):
    return f"hello {name}"


if __name__ == "__main__":
    processes = [Process(target=greet, args=(name,)) for name in ("Ada", "Grace")]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert all(process.exitcode == 0 for process in processes)
