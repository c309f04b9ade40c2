"""PASETO beside pyseto: every version and purpose, both directions, footers, assertions, lengths."""

from __future__ import annotations

import random
import unittest
from typing import Any, NamedTuple

from jamlite.exceptions import JamValidationError
from jamlite.keys.loading import dump_pem
from jamlite.paseto import claims, create_instance, key_reading
from jamlite.paseto.key import VERSIONS, generate
from tests.paseto.samples import PROTOCOLS
from tests.support import needs

SEED = 20261121
# Not 0: pyseto takes no empty payload.
SIZES = (*range(1, 70), 127, 128, 129, 255, 256, 257, 1000, 4096, 20000)


class Pair(NamedTuple):
    """One version and purpose: our functions and keys, their keys."""

    version: str
    purpose: str
    make: Any
    read: Any
    maker: Any
    reader: Any
    their_maker: Any
    their_reader: Any


class Interop(unittest.TestCase):
    pairs: list[Pair]

    @classmethod
    def setUpClass(cls) -> None:
        cls.pyseto = needs("pyseto")
        cls.pairs = []
        for version in VERSIONS:
            number, protocol = int(version[1]), PROTOCOLS[version]
            local, pair = generate(version, "local"), generate(version, "public")
            theirs = cls.pyseto.Key.new(number, "local", local.octets)
            record = pair.record  # type: ignore[union-attr]
            their_secret, their_public = (
                cls.pyseto.Key.new(number, "public", dump_pem(record, private=private))
                for private in (True, False)
            )
            public = pair.public()  # type: ignore[union-attr]
            cls.pairs += [
                Pair(version, "local", protocol.encrypt, protocol.decrypt, local, local, theirs, theirs),
                Pair(
                    version,
                    "public",
                    protocol.sign,
                    protocol.verify,
                    pair,
                    public,
                    their_secret,
                    their_public,
                ),
            ]

    def setUp(self) -> None:
        self.random = random.Random(SEED)

    def octets(self, size: int) -> bytes:
        return self.random.getrandbits(8 * size).to_bytes(size, "big") if size else b""

    def extras(self, pair: Pair) -> tuple[bytes, bytes]:
        """Return a footer and, in v3 and v4, an assertion; each empty a third of the times."""
        footer, implicit = (self.octets(self.random.choice((0, 1, 40))) for _ in range(2))
        return footer, implicit if pair.version in ("v3", "v4") else b""

    def both_ways(self, pair: Pair, payload: bytes) -> None:
        footer, implicit = self.extras(pair)
        more = (implicit,) if pair.version in ("v3", "v4") else ()
        ours = pair.make(pair.maker, payload, footer, *more)
        token = self.pyseto.decode(pair.their_reader, ours, implicit_assertion=implicit)
        self.assertEqual((token.payload, token.footer), (payload, footer))
        theirs = self.pyseto.encode(pair.their_maker, payload, footer, implicit)
        self.assertEqual(pair.read(pair.reader, theirs, footer, *more), (payload, footer))
        with self.assertRaises(JamValidationError):
            pair.read(pair.reader, theirs, footer + b"x", *more)

    def test_lengths(self) -> None:
        for pair in self.pairs:
            sizes = SIZES if pair.purpose == "local" or pair.version in ("v2", "v4") else SIZES[::8]
            for size in sizes:
                with self.subTest(version=pair.version, purpose=pair.purpose, size=size, seed=SEED):
                    self.both_ways(pair, self.octets(size))

    def test_what_they_refuse(self) -> None:
        """Changed tokens are refused by both."""
        for pair in self.pairs:
            token = pair.make(pair.maker, b'{"a":1}', b"f")
            for wrong in (token.rpartition(".")[0], token[:-2] + "Zw", token[:12] + "A" + token[13:]):
                if wrong == token:
                    continue
                with self.subTest(version=pair.version, purpose=pair.purpose):
                    with self.assertRaises((ValueError, self.pyseto.PysetoError)):
                        self.pyseto.decode(pair.their_reader, wrong)
                    with self.assertRaises(JamValidationError):
                        pair.read(pair.reader, wrong)

    def test_same_bytes_where_nothing_is_random(self) -> None:
        for pair in self.pairs:
            payload, footer = self.octets(50), self.octets(9)
            if pair.purpose == "local":
                nonce = self.octets(24 if pair.version == "v2" else 32)
                ours = pair.make(pair.maker, payload, footer, nonce=nonce)
                theirs = self.pyseto.encode(pair.their_maker, payload, footer, nonce=nonce)
            elif pair.version in ("v2", "v4"):
                ours = pair.make(pair.maker, payload, footer)
                theirs = self.pyseto.encode(pair.their_maker, payload, footer)
            else:
                continue
            self.assertEqual(ours, theirs.decode())

    def test_classes_and_claims(self) -> None:
        """The registered claims we write are JSON and times that pyseto reads, and the other way round."""
        import json

        for pair in self.pairs:
            with self.subTest(version=pair.version, purpose=pair.purpose):
                paseto = create_instance(pair.version, pair.purpose, pair.maker)
                payload = claims.build(exp=60, sub="s", aud="a")
                token = self.pyseto.decode(
                    pair.their_reader, paseto.encode(payload, {"kid": "x"}), deserializer=json
                )
                self.assertEqual((token.payload, token.footer), (payload, {"kid": "x"}))
                theirs = self.pyseto.encode(pair.their_maker, {"sub": "s"}, footer={"kid": "y"}, exp=60)
                decoded, footer = paseto.decode(theirs)
                self.assertEqual((decoded["sub"], footer), ("s", {"kid": "y"}))
                self.assertIn("exp", decoded)

    def test_their_keys_are_ours(self) -> None:
        """Keys made by pyseto from raw parameters and by us from the same bytes sign the same."""
        for version, number in (("v2", 2), ("v4", 4)):
            seed = self.octets(32)
            theirs = self.pyseto.Key.from_asymmetric_key_params(number, d=seed)
            ours = key_reading.secret_key(version, seed)
            self.assertEqual(PROTOCOLS[version].sign(ours, b"{}"), self.pyseto.encode(theirs, b"{}").decode())


if __name__ == "__main__":
    unittest.main()
