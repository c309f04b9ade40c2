"""Macaroons against pymacaroons, both ways; Salsa20 and the secret box against libsodium."""

from __future__ import annotations

import os
import unittest
from typing import Any

from jamlite.crypto import salsa20, xsalsa20_poly1305
from jamlite.exceptions import JamDecryptionError, JamMacaroonVerificationError
from jamlite.jam.macaroon_module import MacaroonModule
from jamlite.keychain import Memory
from jamlite.macaroons import Macaroon, Verifier, create
from tests.support import needs

KEY, CAVEAT_KEY = "a root key of 32 bytes, or more of them", "the key of the third party, 32 bytes or so"


class AgainstPymacaroons(unittest.TestCase):
    def setUp(self) -> None:
        self.theirs = needs("pymacaroons")
        self.json = needs("pymacaroons.serializers").JsonSerializer()

    def foreign(self, version: int, third: bool) -> Any:
        made = self.theirs.Macaroon("http://api", "key 1", KEY, version=version)
        made.add_first_party_caveat("account = 7")
        made.add_first_party_caveat("Gr\u00fc\u00dfe")
        if third:
            made.add_third_party_caveat("http://auth", CAVEAT_KEY, "user of 7")
        return made

    def own(self, third: bool) -> Macaroon:
        made = create("http://api", KEY, "key 1")
        made = made.add_first_party_caveat("account = 7").add_first_party_caveat("Gr\u00fc\u00dfe")
        return made.add_third_party_caveat("http://auth", CAVEAT_KEY, "user of 7") if third else made

    def verify(self, macaroon: Macaroon, discharges: list[Macaroon]) -> bool:
        verifier = Verifier()
        for predicate in ("account = 7", "Gr\u00fc\u00dfe", "time < 9"):
            verifier.satisfy_exact(predicate)
        return verifier.verify(macaroon, KEY, discharges)

    def test_theirs_here(self) -> None:
        for version in (1, 2):
            for third in (False, True):
                made = self.foreign(version, third)
                discharges = []
                if third:
                    discharge = self.theirs.Macaroon("http://auth", "user of 7", CAVEAT_KEY, version=version)
                    discharge.add_first_party_caveat("time < 9")
                    discharges = [made.prepare_for_request(discharge)]
                for options in ({}, {"serializer": self.json}):
                    with self.subTest(version=version, third=third, **options):
                        found = Macaroon.deserialize(made.serialize(**options))
                        self.assertEqual(found.signature.hex(), made.signature)
                        bound = [Macaroon.deserialize(each.serialize(**options)) for each in discharges]
                        self.assertTrue(self.verify(found, bound))
                        if bound:
                            with self.assertRaises(JamMacaroonVerificationError):
                                self.verify(found, [])

    def test_ours_there(self) -> None:
        for form, options in (
            ("v1", {}),
            ("v2", {}),
            ("json-v1", {"serializer": self.json}),
            ("json", {"serializer": self.json}),
        ):
            for third in (False, True):
                with self.subTest(form=form, third=third):
                    made = self.own(third)
                    discharges = []
                    if third:
                        discharge = create("http://auth", CAVEAT_KEY, "user of 7")
                        bound = made.prepare_for_request(discharge.add_first_party_caveat("time < 9"))
                        discharges = [self.theirs.Macaroon.deserialize(bound.serialize(form), **options)]
                    there = self.theirs.Macaroon.deserialize(made.serialize(form), **options)
                    self.assertEqual(there.signature, made.signature.hex())
                    verifier = self.theirs.Verifier()
                    for predicate in ("account = 7", "Gr\u00fc\u00dfe", "time < 9"):
                        verifier.satisfy_exact(predicate)
                    self.assertTrue(verifier.verify(there, KEY, discharge_macaroons=discharges))


class AgainstJam(unittest.TestCase):
    """Tokens of Jam 4's `issue(via="macaroon")`, whose claims and caveats have a shape of their own."""

    SECRET = bytes(range(32))

    def setUp(self) -> None:
        theirs = needs("jam.macaroons")
        self.theirs = theirs.MacaroonModule(self.keychain(theirs), issuer="https://me")
        self.caveat = theirs.Caveat
        chain = Memory("MACAROON-HMAC-SHA256")
        chain.add("key-1", self.SECRET)
        chain.activate("key-1")
        self.ours = MacaroonModule(keychain=chain, issuer="https://me")

    def keychain(self, theirs: Any) -> Any:
        """Return a keychain of theirs with our key, of the two methods that they ask."""
        secret = self.SECRET

        class Chain:
            algorithm = "MACAROON-HMAC-SHA256"

            def _material_for_issue(self) -> tuple[str, bytes]:
                return "key-1", secret

            def _material_for_verify(self, kid: str) -> bytes:
                return secret

        return Chain()

    def test_theirs_here(self) -> None:
        token = self.theirs.issue({"sub": "ada", "name": "Ada \u00c9"}, exp=60, jti="1")
        claims, constraints = self.ours.authenticate(token)
        self.assertEqual((claims["sub"], claims["name"], claims["jti"]), ("ada", "Ada \u00c9", "1"))
        self.assertEqual((claims["iss"], len(constraints)), ("https://me", 1))
        narrow = self.theirs.decode(token).add_caveat(self.caveat("permission", "read")).encode()
        self.assertEqual(len(self.ours.authenticate(narrow)[1]), 2)

    def test_ours_there(self) -> None:
        token = self.ours.issue({"sub": "ada", "name": "Ada \u00c9"}, exp=60, nbf=-5, jti="1")
        narrow = self.ours.add_caveat(token, "permission", "read")
        claims, constraints = self.theirs.authenticate(narrow)
        self.assertEqual((claims["sub"], claims["name"], len(constraints)), ("ada", "Ada \u00c9", 3))


class AgainstLibsodium(unittest.TestCase):
    def test_secret_boxes(self) -> None:
        peer = needs("nacl.secret").SecretBox
        for size in (0, 1, 31, 32, 33, 64, 95, 96, 97, 1000):
            key, nonce, text = os.urandom(32), os.urandom(24), os.urandom(size)
            ciphertext, tag = xsalsa20_poly1305.encrypt(key, nonce, text)
            with self.subTest(size=size):
                self.assertEqual(tag + ciphertext, peer(key).encrypt(text, nonce).ciphertext)
                self.assertEqual(xsalsa20_poly1305.decrypt(key, nonce, ciphertext, tag), text)
                with self.assertRaises(JamDecryptionError):
                    xsalsa20_poly1305.decrypt(key, nonce, ciphertext + b"\0", tag)


class AgainstPycryptodome(unittest.TestCase):
    def test_salsa20(self) -> None:
        peer = needs("Cryptodome.Cipher.Salsa20")
        for size in (0, 1, 63, 64, 65, 500):
            key, nonce, text = os.urandom(32), os.urandom(8), os.urandom(size)
            with self.subTest(size=size):
                self.assertEqual(salsa20.xor(key, nonce, text), peer.new(key, nonce).encrypt(text))


if __name__ == "__main__":
    unittest.main()
