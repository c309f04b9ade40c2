"""Primitives: one per file, bytes and integers in, bytes out.

May import: encoding. Touches: randomness, in `randomness.py` only. Knows no JSON and no
token. What is public begins with `require(...)`: see `gate.py`. Files whose name begins with an
underscore hold what is ungated inside; nothing outside this package imports them.
"""
