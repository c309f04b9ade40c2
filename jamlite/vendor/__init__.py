"""Carrying a part away: a copy of exactly the files that some features need, which proves itself.

May import: wing I, wing II, jam, __init__. Touches: the copy that is made, checked or renewed; a
fresh process that proves it. The smoke jobs use the packages; everything else here reads source text.
"""
