"""How many cases each room of `vectors/` holds at the least, so that a lost file is seen."""

from __future__ import annotations

CASES = {"crypto": 28, "jose": 1300}
