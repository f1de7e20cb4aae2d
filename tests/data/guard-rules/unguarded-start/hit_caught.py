from multiprocessing import Process

try:
    Process(target=print).start()  # expect: unguarded-start
except Exception as error:
    raise SystemExit(str(error))
try:
    Process(target=print).start()
except RuntimeError:
    pass
