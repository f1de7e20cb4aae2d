"""The parent of `procstart reimport`: it takes on a user's script as its main module and starts children that import it again.

    INTERPRETER procstart_reimport.py JOB ANSWERS

JOB is a file with a JSON object (its keys: core/reimport/job.h), ANSWERS a file that JSON objects are appended to, one a line, as
they come: what was measured before a script ended this process is not lost. What the script prints does not get in between.
"""

import os
import sys


def import_jobs():
    """Before the script's folder comes to the front of the path, and with it whatever has the same names."""
    folder = os.path.dirname(os.path.abspath(__file__))
    is_safe = folder not in sys.path  # PYTHONSAFEPATH is set
    if is_safe:
        sys.path.append(folder)
    import procstart_reimport_jobs

    if is_safe:
        sys.path.remove(folder)
    return procstart_reimport_jobs


if __name__ == "__main__":
    import_jobs().main(*sys.argv[1:])
