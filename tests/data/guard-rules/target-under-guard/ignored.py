from multiprocessing import Process

if __name__ == "__main__":

    def work():
        pass

    Process(target=work).start()  # procstart: ignore[target-under-guard]
