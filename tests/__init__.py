"""The tests; `python3 -m unittest` runs them from a bare checkout."""
