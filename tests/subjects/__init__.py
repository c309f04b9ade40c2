"""Subjects of `conformance --subject`: programs that answer the judge with somebody's library.

`python3 -m tests.tools.matrix` runs all whose software can be had.
"""
