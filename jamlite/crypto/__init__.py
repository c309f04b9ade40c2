"""Primitives: one per file, bytes and integers in, bytes out.

May import: encoding. Touches: randomness, in `randomness.py` only. Knows no JSON and no
token. Every public function begins with `require(...)`: see `gate.py`.
"""
