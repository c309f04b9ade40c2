"""What bench.py measures: one file per group, each with `rows()`."""
