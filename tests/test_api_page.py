"""jamlite/API.md says what the source says, and every name in it has words of its own."""

from __future__ import annotations

import unittest

from .tools import api_page


class Page(unittest.TestCase):
    def test_it_is_up_to_date(self) -> None:
        with open(api_page.PATH, encoding="utf-8") as stream:
            self.assertEqual(stream.read(), api_page.page(), "run: python3 -m tests.tools.api_page")

    def test_nearly_every_name_has_a_line(self) -> None:
        rows = [(m, n) for m, names in api_page.modules().items() for n in names]
        without = [f"{m}.{n}" for m, n in rows if not api_page.line(m, n)]
        self.assertGreater(len(rows), 400)
        self.assertEqual(without, [])


if __name__ == "__main__":
    unittest.main()
