"""Drop-in replacements: the names, arguments and messages of other libraries, on jamlite's own parts.

May import: every room but cli. Touches: nothing but what its parts touch.
"""
