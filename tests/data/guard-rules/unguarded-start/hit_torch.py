import torch.multiprocessing as mp


def train(rank):
    print(rank)


mp.spawn(train, nprocs=2)  # expect: unguarded-start
