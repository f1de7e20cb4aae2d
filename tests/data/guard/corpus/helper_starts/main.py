"""The module beside the script starts a pool when it is imported."""
import engine

if __name__ == "__main__":
    print(engine.results)
