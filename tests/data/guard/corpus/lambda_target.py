"""A lambda as a target works by fork only."""
import multiprocessing

if __name__ == "__main__":
    process = multiprocessing.Process(target=lambda: None)
    process.start()
    process.join()
