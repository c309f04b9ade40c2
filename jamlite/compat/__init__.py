"""Drop-in replacements: the names, arguments and messages of other libraries, on jamlite's own parts.

May import: wing I, jam, ext. Touches: nothing but what its parts touch.
"""
