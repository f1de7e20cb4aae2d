"""A block of shared memory, and the resource tracker that comes with it."""
from multiprocessing import Process, shared_memory


def work(name):
    block = shared_memory.SharedMemory(name=name)
    block.buf[0] = 7
    block.close()


if __name__ == "__main__":
    block = shared_memory.SharedMemory(create=True, size=16)
    p = Process(target=work, args=(block.name,))
    p.start()
    p.join()
    assert block.buf[0] == 7
    block.close()
    block.unlink()
