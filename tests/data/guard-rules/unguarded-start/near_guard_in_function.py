from multiprocessing import Process


def main():
    if __name__ == "__main__":
        Process(target=print).start()


main()
