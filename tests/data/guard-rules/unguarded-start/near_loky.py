from joblib import Parallel, delayed
from loky import get_reusable_executor

executor = get_reusable_executor(max_workers=2)
executor.submit(abs, -1)
Parallel(n_jobs=2)(delayed(abs)(i) for i in range(4))
