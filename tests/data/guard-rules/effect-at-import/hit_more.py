import logging
import socket
from multiprocessing import Pool

logging.basicConfig(filename="app.log")  # expect: effect-at-import
server = socket.socket()
server.bind(("127.0.0.1", 0))  # expect: effect-at-import

if __name__ == "__main__":
    Pool().map(abs, range(3))
