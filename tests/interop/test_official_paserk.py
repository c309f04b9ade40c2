"""Every official PASERK case, those of 256 MiB too, with argon2-cffi in the place of our Argon2id.

So PASERK itself is judged by all of them. That our Argon2id gives the same is the work of
tests/slow/slow_vectors.py, of RFC 9106 and of test_kdf.
"""

from __future__ import annotations

import functools
import os
import unittest
from unittest import mock

from jamlite.conformance import runner, vectors

from ..support import needs
from ..test_vectors import FOLDER


class OfficialCases(unittest.TestCase):
    def test_all_276(self) -> None:
        low_level = needs("argon2.low_level")

        @functools.lru_cache(None)
        def derive(
            password: bytes, salt: bytes, *, time_cost: int, memory_kib: int, parallelism: int, length: int,
            **_limits: object,
        ) -> bytes:  # fmt: skip
            return low_level.hash_secret_raw(
                password, salt, time_cost, memory_kib, parallelism, length, low_level.Type.ID
            )

        ran = 0
        with mock.patch("jamlite.crypto.argon2id.derive", derive):
            for version in ("k1", "k2", "k3", "k4"):
                path = os.path.join(FOLDER, "paseto", f"paserk_{version}.official.json")
                for verdict in runner.run(vectors.read(path, "paseto"), runner.families()):
                    ran += 1
                    with self.subTest(case=verdict.case.id):
                        self.assertNotEqual(verdict.outcome, "failed", verdict.reason)
        self.assertEqual(ran, 276)
        self.assertGreater(derive.cache_info().misses, 12)


if __name__ == "__main__":
    unittest.main()
