"""concurrent.futures, as it should be."""
from concurrent.futures import ProcessPoolExecutor


def cube(x):
    return x ** 3


def main():
    with ProcessPoolExecutor(max_workers=2) as executor:
        assert list(executor.map(cube, range(4))) == [0, 1, 8, 27]


if __name__ == "__main__":
    main()
