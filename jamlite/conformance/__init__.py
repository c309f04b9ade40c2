"""Official test vectors: the reader, the runner, and one file of runners per room.

May import: every room below the facade. Touches: files, to read vectors.
"""
