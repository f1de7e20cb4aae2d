import loky

executor = loky.get_reusable_executor(max_workers=2, context="loky_init_main")
executor.submit(abs, -1)  # expect: unguarded-start
