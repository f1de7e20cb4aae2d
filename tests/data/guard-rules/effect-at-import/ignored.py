from multiprocessing import Pool

print("begin")  # procstart: ignore[effect-at-import]

if __name__ == "__main__":
    Pool().map(abs, range(10))
