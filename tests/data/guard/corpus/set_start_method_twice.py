"""The second call is refused."""
import multiprocessing as mp


def work():
    pass


if __name__ == "__main__":
    mp.set_start_method("spawn")
    mp.set_start_method("spawn")
    p = mp.Process(target=work)
    p.start()
    p.join()
