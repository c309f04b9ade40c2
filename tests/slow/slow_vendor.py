"""A copy for each feature is made, proves itself in a process of its own, and is what was asked for."""

from __future__ import annotations

import os
import tempfile
import unittest

from jamlite.vendor import copying, features

_VERIFIES = ("RS", "PS", "ES", "Ed", "paseto-v")


class EveryFeature(unittest.TestCase):
    def test_each_copy_proves_itself(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for number, name in enumerate(features.FEATURES):
                for more in ((), ("verify-only",)) if name.startswith(_VERIFIES) else ((),):
                    with self.subTest((name, *more)):
                        place = os.path.join(folder, f"copy{number}{'v' * bool(more)}")
                        copying.copy(place, [name, *more])
                        record = copying.read_record(place)
                        self.assertEqual(record["features"], [name, *more])
                        self.assertEqual(copying.differences(place, record), [])


if __name__ == "__main__":
    unittest.main()
