from multiprocessing import Pool


def main():
    Pool().map(abs, range(4))


if __name__ == "__main__":
    print("begin")

main()  # expect: start-after-guard
