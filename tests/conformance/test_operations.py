"""The table of operations in vectors/README.md: complete, and of sentences that belong to something."""

from __future__ import annotations

import unittest

from jamlite.conformance import runner
from tests.tools import operations


class Operations(unittest.TestCase):
    def test_each_operation_and_option_is_explained(self) -> None:
        families, used = runner.families(), set()
        for (family, op), found in operations.collect().items():
            with self.subTest(family=family, op=op):
                self.assertIn(op, families[family])
                self.assertTrue(operations.sentence(family, op), "write a sentence for it")
                used |= {f"{family} {op}", op}
                for option, count in found.inputs.items():
                    if count < found.cases:
                        self.assertTrue(operations.missing(family, op, option), f"say what no {option} means")
        self.assertEqual(set(operations.SAYS) - used, set(), "nothing has these operations")
        self.assertGreater(len(used), 200)

    def test_a_row_has_what_the_files_have(self) -> None:
        (row,) = [line for line in operations.table().splitlines() if line.startswith("| JWT | `decode`")]
        for part in (
            "`token`",
            "`audience`? = `null`: a token with `aud` is refused",
            "`now`?",
            "| `claims` |",
        ):
            self.assertIn(part, row)


if __name__ == "__main__":
    unittest.main()
