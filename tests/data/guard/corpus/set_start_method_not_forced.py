"""Called first thing under the guard, as the manual says."""
import multiprocessing as mp


def work(queue):
    queue.put("hello")


if __name__ == "__main__":
    mp.set_start_method("spawn")
    q = mp.Queue()
    p = mp.Process(target=work, args=(q,))
    p.start()
    assert q.get() == "hello"
    p.join()
