"""JWE against joserfc and jwcrypto: every alg, enc and serialization, both directions."""

from __future__ import annotations

import json
import unittest
from collections.abc import Iterator
from typing import Any

from jamlite.jose import JWK, jwe
from jamlite.jose.jwe_content import CONTENT_ENCRYPTIONS
from jamlite.jose.jwe_key_management import KEY_MANAGEMENTS
from tests.support import needs

PLAINTEXT = "a plaintext, ü and all".encode()
AAD = b"more to authenticate"
PASSWORD = "correct horse battery staple"
CURVES = (("EC", "P-256"), ("EC", "P-384"), ("EC", "P-521"), ("OKP", "X25519"), ("OKP", "X448"))


def pairs(rsa: JWK) -> Iterator[tuple[dict[str, Any], JWK]]:
    """Yield a header and a key for every alg, enc and kind of key."""
    curves = [JWK.generate(kty, crv=crv) for kty, crv in CURVES]
    for alg, row in KEY_MANAGEMENTS.items():
        for enc, content in CONTENT_ENCRYPTIONS.items():
            header: dict[str, Any] = {"alg": alg, "enc": enc}
            if row.kty == "ECDH":
                keys = curves
                header.update(apu="QWxpY2U", apv="Qm9i")
            elif row.kty == "RSA":
                keys = [rsa]
            elif row.kty == "password":
                keys = [JWK.from_password(PASSWORD)]
                header["p2c"] = 1000
            else:
                keys = [JWK.generate("oct", size=8 * (row.size or content.key_size))]
            for key in keys:
                yield header, key


def asked(header: dict[str, Any]) -> list[str]:
    """Return the list that allows the alg of a header, RSA1_5 too."""
    return [header["alg"]]


class Base(unittest.TestCase):
    rsa: JWK

    @classmethod
    def setUpClass(cls) -> None:
        cls.rsa = JWK.generate("RSA")


class Joserfc(Base):
    """joserfc puts what an algorithm makes into the recipient's header in JSON."""

    def setUp(self) -> None:
        self.peer, self.keys = needs("joserfc.jwe"), needs("joserfc.jwk")
        self.names = [*KEY_MANAGEMENTS, *CONTENT_ENCRYPTIONS]
        known = set(self.peer.JWERegistry.algorithms["alg"])
        self.missing = set(KEY_MANAGEMENTS) - known

    def theirs(self, key: JWK) -> Any:
        if key.kty == "oct":
            return self.keys.OctKey.import_key(key.material.k)
        kind = {"RSA": "RSAKey", "EC": "ECKey", "OKP": "OKPKey"}[key.kty]
        return getattr(self.keys, kind).import_key(key.to_dict())

    def test_compact(self) -> None:
        ran = 0
        for header, key in pairs(self.rsa):
            if header["alg"] in self.missing:
                continue
            with self.subTest(header=header, key=repr(key)):
                peer_key = self.theirs(key)
                token = self.peer.encrypt_compact(dict(header), PLAINTEXT, peer_key, algorithms=self.names)
                self.assertEqual(jwe.decrypt(token, key, algorithms=asked(header)).plaintext, PLAINTEXT)
                for more in ({}, {"zip": "DEF"}):
                    token = jwe.encrypt(PLAINTEXT, key, {**header, **more})
                    opened = self.peer.decrypt_compact(token, peer_key, algorithms=[*self.names, "DEF"])
                    self.assertEqual(opened.plaintext, PLAINTEXT)
                ran += 1
        self.assertGreater(ran, 150)

    def test_json(self) -> None:
        for header, key in pairs(self.rsa):
            if header["alg"] in self.missing:
                continue
            with self.subTest(header=header, key=repr(key)):
                peer_key = self.theirs(key)
                for kind in (self.peer.FlattenedJSONEncryption, self.peer.GeneralJSONEncryption):
                    made = kind({"enc": header["enc"]}, PLAINTEXT, None, AAD)
                    made.add_recipient({name: header[name] for name in header if name != "enc"}, peer_key)
                    token = self.peer.encrypt_json(made, None, algorithms=self.names)
                    opened = jwe.decrypt(token, key, algorithms=asked(header))
                    self.assertEqual(opened.plaintext, PLAINTEXT)
                for flattened in (True, False):
                    token = jwe.encrypt_json(PLAINTEXT, [(key, None)], header, aad=AAD, flattened=flattened)
                    back = self.peer.decrypt_json(token, peer_key, algorithms=self.names)
                    self.assertEqual((back.plaintext, back.aad), (PLAINTEXT, AAD))

    def test_several_recipients(self) -> None:
        keys = [JWK.generate("oct", alg="A256KW"), self.rsa, JWK.generate("OKP", crv="X25519")]
        algs = ["A256KW", "RSA-OAEP", "ECDH-ES+A128KW"]
        made = self.peer.GeneralJSONEncryption({"enc": "A128CBC-HS256"}, PLAINTEXT)
        for alg, key in zip(algs, keys):
            made.add_recipient({"alg": alg}, self.theirs(key))
        token = self.peer.encrypt_json(made, None, algorithms=self.names)
        for key in keys:
            self.assertEqual(jwe.decrypt(token, key).plaintext, PLAINTEXT)


class Jwcrypto(Base):
    def setUp(self) -> None:
        self.peer, self.keys = needs("jwcrypto.jwe"), needs("jwcrypto.jwk")
        self.missing = set(KEY_MANAGEMENTS) - set(self.peer.default_allowed_algs) - {"RSA1_5", "dir"}

    def theirs(self, key: JWK) -> Any:
        if key.kty == "oct" and key.material.is_password:
            return self.keys.JWK.from_password(PASSWORD)
        return self.keys.JWK(**key.to_dict())

    def open(self, token: str, key: Any) -> bytes:
        opened = self.peer.JWE(algs=[*KEY_MANAGEMENTS, *CONTENT_ENCRYPTIONS])
        opened.deserialize(token, key)
        plaintext: bytes = opened.payload
        return plaintext

    def make(self, header: dict[str, Any], key: Any, aad: bytes | None = None) -> Any:
        made = self.peer.JWE(
            PLAINTEXT, json.dumps(header), aad=aad, algs=[*KEY_MANAGEMENTS, *CONTENT_ENCRYPTIONS]
        )
        made.add_recipient(key)
        return made

    def test_compact_and_flattened(self) -> None:
        ran = 0
        for header, key in pairs(self.rsa):
            if header["alg"] in self.missing:
                continue
            with self.subTest(header=header, key=repr(key)):
                peer_key = self.theirs(key)
                token = self.make(header, peer_key).serialize(compact=True)
                self.assertEqual(jwe.decrypt(token, key, algorithms=asked(header)).plaintext, PLAINTEXT)
                token = self.make(header, peer_key, AAD).serialize()
                self.assertEqual(jwe.decrypt(token, key, algorithms=asked(header)).plaintext, PLAINTEXT)
                self.assertEqual(self.open(jwe.encrypt(PLAINTEXT, key, header), peer_key), PLAINTEXT)
                for flattened in (True, False):
                    made = jwe.encrypt_json(
                        PLAINTEXT, [(key, None)], {**header, "zip": "DEF"}, aad=AAD, flattened=flattened
                    )
                    self.assertEqual(self.open(json.dumps(made), peer_key), PLAINTEXT)
                ran += 1
        self.assertGreater(ran, 150)

    def test_several_recipients(self) -> None:
        keys = [JWK.generate("oct", alg="A256KW"), self.rsa, JWK.generate("EC", crv="P-521")]
        algs = ["A256KW", "RSA-OAEP", "ECDH-ES+A128KW"]
        made = self.peer.JWE(PLAINTEXT, json.dumps({"enc": "A256GCM"}))
        for alg, key in zip(algs, keys):
            made.add_recipient(self.theirs(key), json.dumps({"alg": alg}))
        ours = jwe.encrypt_json(
            PLAINTEXT, [(key, {"alg": alg}) for alg, key in zip(algs, keys)], {"enc": "A256GCM"}
        )
        for key in keys:
            self.assertEqual(jwe.decrypt(made.serialize(), key).plaintext, PLAINTEXT)
            self.assertEqual(self.open(json.dumps(ours), self.theirs(key)), PLAINTEXT)


if __name__ == "__main__":
    unittest.main()
