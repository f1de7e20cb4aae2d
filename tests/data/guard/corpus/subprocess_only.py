"""Another program, not a process of multiprocessing's."""
import subprocess

subprocess.run(["true"], check=True)
