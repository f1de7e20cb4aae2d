import multiprocessing as mp

if mp.get_start_method(allow_none=True) != "fork":
    mp.set_start_method("fork", force=True)  # expect: start-method-at-import
mp.Pool(2)
