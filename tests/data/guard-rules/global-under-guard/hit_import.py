from multiprocessing import Process


def work():
    return json.dumps({})  # expect: global-under-guard


if __name__ == "__main__":
    import json

    Process(target=work).start()
