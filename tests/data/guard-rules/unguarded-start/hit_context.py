from multiprocessing import get_context

spawn = get_context("spawn")
spawn.Process(target=print).start()  # expect: unguarded-start
queue = get_context("forkserver").Manager()  # expect: unguarded-start
