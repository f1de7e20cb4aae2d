from multiprocessing import get_context

get_context("fork").Process(target=print).start()
