"""A socket is bound at import time."""
import socket
from multiprocessing import Process

server = socket.socket()
server.bind(("127.0.0.1", 0))


def work():
    pass


if __name__ == "__main__":
    p = Process(target=work)
    p.start()
    p.join()
    assert p.exitcode == 0
