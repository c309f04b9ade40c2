"""Tokens of the package cryptography's Fernet open with the drop-in and the other way round."""

from __future__ import annotations

import inspect
import os
import unittest
from typing import Any

from jamlite.compat import fernet as ours

from ..support import needs

theirs: Any = needs("cryptography.fernet")
PAIRS: list[tuple[Any, Any]] = [(ours, theirs), (theirs, ours)]


def shape(function: Any) -> list[tuple[str, object]]:
    """Return the names and kinds of a function's parameters."""
    return [(one.name, one.kind) for one in inspect.signature(function).parameters.values()]


class Fernet(unittest.TestCase):
    def test_both_ways(self) -> None:
        for one, other in PAIRS:
            for data in (b"", b"x", b"sixteen octets!!", os.urandom(1000)):
                with self.subTest(made_by=one.__name__, size=len(data)):
                    key = one.Fernet.generate_key()
                    token = one.Fernet(key).encrypt_at_time(data, 1000)
                    found = other.Fernet(key)
                    for text in (token, token.decode()):
                        self.assertEqual(found.decrypt(text), data)
                        self.assertEqual(found.decrypt_at_time(text, 10, 1010), data)
                        self.assertEqual(found.extract_timestamp(text), 1000)
                    with self.assertRaises(other.InvalidToken):
                        found.decrypt_at_time(token, 10, 1011)
                    with self.assertRaises(other.InvalidToken):
                        found.decrypt(token, ttl=10)
                    with self.assertRaises(other.InvalidToken):
                        other.Fernet(other.Fernet.generate_key()).decrypt(token)
                    for at in range(0, len(token), 7):
                        changed = bytearray(token)
                        changed[at] = ord("A") if changed[at] != ord("A") else ord("B")
                        with self.assertRaises(other.InvalidToken):
                            found.decrypt(bytes(changed))

    def test_rotation_both_ways(self) -> None:
        old, new = ours.Fernet.generate_key(), ours.Fernet.generate_key()
        for one, other in PAIRS:
            token = one.Fernet(old).encrypt_at_time(b"text", 1000)
            rotated = other.MultiFernet([other.Fernet(new), other.Fernet(old)]).rotate(token)
            self.assertEqual(one.Fernet(new).decrypt(rotated), b"text")
            self.assertEqual(one.Fernet(new).extract_timestamp(rotated), 1000)

    def test_one_token_in_all_its_octets(self) -> None:
        key = theirs.Fernet.generate_key()
        for size in range(50):
            arguments = (os.urandom(size), 1_700_000_000, os.urandom(16))
            self.assertEqual(
                ours.Fernet(key)._encrypt_from_parts(*arguments),
                theirs.Fernet(key)._encrypt_from_parts(*arguments),
            )

    def test_names_and_arguments(self) -> None:
        for name in ("Fernet", "MultiFernet"):
            its, mine = getattr(theirs, name), getattr(ours, name)
            for method in [method for method in vars(its) if method == "__init__" or method[0] != "_"]:
                with self.subTest(name=f"{name}.{method}"):
                    self.assertEqual(shape(getattr(mine, method)), shape(getattr(its, method)))


if __name__ == "__main__":
    unittest.main()
