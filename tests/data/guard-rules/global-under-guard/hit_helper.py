from concurrent.futures import ProcessPoolExecutor


def look_up(key):
    return table[key]  # expect: global-under-guard


def work(key):
    return look_up(key)


if __name__ == "__main__":
    table = {"a": 1}
    with ProcessPoolExecutor() as executor:
        print(executor.submit(work, "a").result())
