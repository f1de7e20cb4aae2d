from joblib import Parallel, delayed

print(Parallel(n_jobs=2, backend="multiprocessing")(delayed(abs)(i) for i in range(4)))  # expect: unguarded-start
