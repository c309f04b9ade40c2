"""Official test vectors: the reader, the runner, and one file of runners per room.

May import: wing I, wing II. Touches: files, to read vectors.
"""
