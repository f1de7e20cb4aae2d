import multiprocessing

import cx_Freeze

if __name__ == "__main__":
    multiprocessing.Process(target=print).start()  # procstart: ignore[missing-freeze-support]
