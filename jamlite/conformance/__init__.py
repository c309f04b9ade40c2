"""Test vectors: the reader, the runner, one file of runners per room, and the judge of other programs.

May import: wing I, wing II. Touches: files, to read vectors; the programs under judgement.
"""
