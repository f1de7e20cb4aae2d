from multiprocessing import get_context

print("once only")

if __name__ == "__main__":
    get_context("fork").Process(target=print).start()
