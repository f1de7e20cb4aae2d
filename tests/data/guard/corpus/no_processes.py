"""Threads only."""
import threading

if __name__ == "__main__":
    thread = threading.Thread(target=print, args=("hello",))
    thread.start()
    thread.join()
