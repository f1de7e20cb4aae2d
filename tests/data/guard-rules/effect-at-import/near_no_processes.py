import multiprocessing

print(multiprocessing.cpu_count())
open("log", "w")

if __name__ == "__main__":
    print("nothing is started")
