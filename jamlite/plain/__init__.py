"""The standards as their pages write them: short, slow, and in the letters of the standard.

Read these files first. Each one says which fast file of `crypto/` gives the same answers, and the official
vectors judge both (`python3 -m jamlite conformance --plain`). They are what `jamlite explain` counts with.
They are far too slow and too open to timing for real secrets: use `crypto/` for work.

A function that must refuse raises ValueError. There is no gate here: the tests judge every file by all
vectors of its standard.

May import: the ground. Touches: nothing.
"""
