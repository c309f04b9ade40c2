"""The official vectors that take longer than 0.3 s each.

Nearly all of the time is Argon2id of the PASERK cases: 8 with 64 MiB and 2 passes, 24 with 256 MiB and
3 passes, in all about an hour of plain Python on a 2.5 GHz core.

Run: python3 -m tests.slow.slow_vectors
"""

from __future__ import annotations

import unittest

from tests import test_vectors


class SlowVectors(test_vectors.OfficialVectors):
    slow = True


if __name__ == "__main__":
    unittest.main()
