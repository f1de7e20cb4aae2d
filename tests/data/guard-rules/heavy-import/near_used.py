from multiprocessing import Pool

import numpy as np
import pandas
import scipy
import torch


def square(x: scipy.Array):
    return helper(x)


def helper(x):
    return np.square(x)


class Model(torch.nn.Module):
    pass


if __name__ == "__main__":
    with Pool() as pool:
        print(pool.map(square, np.arange(10)))
