"""A module is loaded in the forkserver once."""
import multiprocessing


def work():
    import json

    return json.dumps([1])


if __name__ == "__main__":
    multiprocessing.set_forkserver_preload(["json"])
    p = multiprocessing.Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0
