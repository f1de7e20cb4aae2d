"""The target's module was made by hand and is on no path."""
import sys
import types
from multiprocessing import Process

if __name__ == "__main__":
    plugin = types.ModuleType("plugin")
    exec("def work():\n    return 1\n", plugin.__dict__)
    sys.modules["plugin"] = plugin
    p = Process(target=plugin.work)
    p.start()
    p.join()
