"""The tests; `python3 -m unittest` runs them from a bare checkout."""

import gc
import os
import sys

os.environ["LANGUAGE"] = "C"  # argparse speaks the user's language; the tests read English
if sys.implementation.name == "cpython":
    gc.set_threshold(50_000, 20, 20)  # each collection looks through 2 000 syntax trees
