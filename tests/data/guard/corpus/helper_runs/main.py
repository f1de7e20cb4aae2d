"""The module beside the script starts its pool when it is asked to."""
from runner import run

if __name__ == "__main__":
    assert run([1, 2, 3]) == [1, 4, 9]
