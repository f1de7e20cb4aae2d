import torch.multiprocessing

torch.multiprocessing.set_start_method("fork")  # expect: start-method-at-import
