"""JWE: what callers may do wrong, what a hostile token may cost, and what it must not be told.

The single rules stand as vectors in vectors/jose/jwe*.jamlite.json, each named after its line of the
security checklist; here is what a vector cannot say. Numbers in test names are those lines.
"""

from __future__ import annotations

import inspect
import json
import os
import time
import unittest
from typing import Any, Callable
from unittest import mock

from jamlite.conformance.jwe_draws import FixedValues
from jamlite.crypto import aes_kw
from jamlite.encoding import base64url
from jamlite.exceptions import JamConfigurationError, JamError, JamJWEDecryptionError, JamJWEEncryptionError
from jamlite.exceptions.base import JamTypeError
from jamlite.exceptions.jose import JamAlgorithmError, JamInvalidKeyTypeError, JamJWEInvalidFormatError
from jamlite.jose import JWK, JWKSet, jwe, jwt, limits
from jamlite.jose.jwe_content import CONTENT_ENCRYPTIONS
from jamlite.jose.jwe_key_management import KEY_MANAGEMENTS
from jamlite.jose.jwe_policy import encryption_algorithms
from tests.beside import beside
from tests.support import ROOT, SLOWNESS, peak_memory

SECRET = bytes(range(32))
KEY = JWK.from_secret(SECRET)
PASSWORD = JWK.from_password("correct horse battery staple")
EC = JWK.generate("EC", crv="P-256", kid="ec")
X25519 = JWK.generate("OKP", crv="X25519")
SECONDS, MEMORY = 0.5 * SLOWNESS, 16 << 20


def rsa_key() -> JWK:
    """Return the key of RFC 7516 appendix A.1, which need not be generated."""
    path = os.path.join(ROOT, "vectors", "jose", "jwe.rfc7516.json")
    with open(path, encoding="utf-8") as stream:
        return JWK.from_dict(json.load(stream)["cases"][0]["in"]["key"])


RSA = rsa_key()


def text(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64url.encode(data)


class Arguments(unittest.TestCase):
    """Bad input of the caller: a documented error, whatever it is."""

    def test_wrong_types_to_encrypt(self) -> None:
        for plaintext in (None, "text", 1, [1], {}):
            with self.assertRaises(JamTypeError):
                jwe.encrypt(plaintext, KEY)  # type: ignore[arg-type]
            with self.assertRaises(JamTypeError):
                jwe.encrypt_json(plaintext, [(KEY, None)])  # type: ignore[arg-type]
        for key in (None, 1, [], "", b"", {}, object()):
            with self.assertRaises(JamError):
                jwe.encrypt(b"", key)
        for header in ("x", 1, [], {1: 2}, {"alg": 1}, {"enc": None}, {"x": object()}, {"x": float("nan")}):
            with self.assertRaises(JamError):
                jwe.encrypt(b"", KEY, header)  # type: ignore[arg-type]
        for recipients in (None, 1, "x", [], [KEY], [(KEY,)], [(KEY, None, None)], {KEY: None}):
            with self.assertRaises(JamError):
                jwe.encrypt_json(b"", recipients)  # type: ignore[arg-type]
        for aad in ("x", 1, []):
            with self.assertRaises(JamTypeError):
                jwe.encrypt_json(b"", [(KEY, None)], aad=aad)  # type: ignore[arg-type]
        with self.assertRaises(JamJWEEncryptionError):
            jwe.encrypt_json(b"", [(KEY, {"x": object()})])
        with self.assertRaises(JamJWEEncryptionError):
            jwe.encrypt_json(b"", [(KEY, None)], unprotected={"x": {1, 2}})

    def test_wrong_types_to_decrypt(self) -> None:
        token = jwe.encrypt(b"x", KEY)
        for wrong in (None, 1, 1.5, [], (), object(), bytearray(b"x"), "", b"", "\ud800....", "é....", {}):
            with self.assertRaises(JamJWEInvalidFormatError, msg=repr(wrong)):
                jwe.decrypt(wrong, KEY)  # type: ignore[arg-type]
        for key in (None, 1, [], "", b"", {}, {"kty": "oct"}, {"keys": [1]}, object()):
            with self.assertRaises(JamError, msg=repr(key)):
                jwe.decrypt(token, key)
        for names in ("A256KW", 1, [1], {"A256KW": 1}, b"A256KW"):
            for option in ("algorithms", "encryptions", "crit"):
                with self.assertRaises(JamConfigurationError, msg=f"{option} {names!r}"):
                    jwe.decrypt(token, KEY, **{option: names})  # type: ignore[arg-type]
        for members in ({1: 2}, {"protected": {}}, {"recipients": {}}, {"ciphertext": b"x"}):
            with self.assertRaises(JamJWEDecryptionError):
                jwe.decrypt(members, KEY)  # type: ignore[arg-type]

    def test_header_rules_when_writing(self) -> None:
        for header in (
            {"zip": "GZIP"},
            {"crit": []},
            {"crit": ["exp"]},
            {"crit": "exp"},
            {"crit": ["alg"]},
            {"alg": "ECDH-ES", "epk": {"kty": "EC"}},
            {"alg": "ECDH-ES", "apu": "not base64url!"},
            {"alg": "ECDH-ES", "apv": 5},
        ):
            with self.assertRaises(JamJWEEncryptionError, msg=repr(header)):
                jwe.encrypt(b"", EC, header)
        for p2c in (0, 999, 1_000_001, True, "1000", 1000.0, None):
            with self.assertRaises(JamJWEEncryptionError, msg=repr(p2c)):
                jwe.encrypt(b"", PASSWORD, {"p2c": p2c})
        with self.assertRaises(JamJWEEncryptionError):
            jwe.encrypt(b"", PASSWORD, {"p2c": 1000, "p2s": text(bytes(16))})
        for protected, unprotected, header in (
            ({"kid": "a"}, {"kid": "a"}, None),
            ({"kid": "a"}, None, {"kid": "a"}),
            (None, {"kid": "a"}, {"kid": "a"}),
            (None, {"zip": "DEF"}, None),
            (None, {"crit": ["x"], "x": 1}, None),
        ):
            with self.assertRaises(JamJWEEncryptionError):
                jwe.encrypt_json(b"", [(KEY, header)], protected, unprotected=unprotected)

    def test_recipients_that_cannot_be_together(self) -> None:
        for header in ({"alg": "dir"}, {"alg": "A256KW", "enc": "A128GCM"}):
            with self.assertRaises(JamJWEEncryptionError):
                jwe.encrypt_json(b"", [(KEY, header), (KEY, {"alg": "A256KW", "enc": "A256GCM"})])
        with self.assertRaises(JamJWEEncryptionError):
            jwe.encrypt_json(b"", [(KEY, None)] * 2, flattened=True)
        with self.assertRaises(JamJWEEncryptionError):
            jwe.encrypt_json(b"", [(KEY, None)] * (limits.MAX_SIGNATURES + 1))

    def test_unknown_algorithms(self) -> None:
        for header in ({"alg": "none"}, {"alg": "a256kw"}, {"enc": "A256CBC"}, {"alg": "HS256"}, {"alg": ""}):
            with self.assertRaises(JamAlgorithmError):
                jwe.encrypt(b"", KEY, header)

    def test_keys_that_do_not_fit(self) -> None:
        for alg, key in (
            ("A128KW", KEY),
            ("A256GCMKW", JWK.from_secret(bytes(40))),
            ("dir", JWK.from_secret(bytes(33))),
            ("RSA-OAEP", EC),
            ("ECDH-ES", RSA),
            ("ECDH-ES", JWK.generate("EC", crv="secp256k1")),
            ("ECDH-ES", JWK.generate("OKP", crv="Ed25519")),
            ("A256KW", RSA),
            ("dir", RSA.public()),
            ("PBES2-HS256+A128KW", RSA.public()),
            ("A256KW", PASSWORD),
            ("dir", PASSWORD),
            ("A256KW", JWK.from_secret(SECRET, use="sig")),
            ("A256KW", JWK.from_secret(SECRET, key_ops=["unwrapKey"])),
            ("A256KW", JWK.from_secret(SECRET, alg="dir")),
        ):
            with self.assertRaises(JamInvalidKeyTypeError, msg=f"{alg} {key!r}"):
                jwe.encrypt(b"", key, {"alg": alg, "enc": "A256GCM"})
        with self.assertRaises(JamInvalidKeyTypeError) as caught:
            jwe.encrypt(b"", bytes(40), {"alg": "A128KW"})
        self.assertEqual(caught.exception.error_code, "jwe.key_length")

    def test_values_of_vectors_come_by_an_inner_function(self) -> None:
        for function in (jwe.encrypt, jwe.encrypt_json, jwt.encrypt):
            names = set(inspect.signature(function).parameters)
            self.assertFalse(names & {"_fixed", "fixed", "draws", "cek", "iv", "salt", "ephemeral"}, function)
        for options in ({"cek": "x"}, {"iv": 1}, {"ephemeral": b"x"}):
            with self.assertRaises(JamTypeError):
                FixedValues(**options)  # type: ignore[arg-type]
        for options in ({"cek": bytes(16)}, {"iv": bytes(16)}, {"iv": b""}):
            with self.assertRaises(JamJWEEncryptionError):
                jwe.seal_compact(b"", KEY, None, FixedValues(**options))  # type: ignore[arg-type]
        with self.assertRaises(JamJWEEncryptionError):
            fixed = FixedValues(ephemeral=JWK.generate("EC", crv="P-384").to_dict())
            jwe.seal_compact(b"", EC, None, fixed)
        with self.assertRaises(JamJWEEncryptionError):
            jwe.seal_compact(b"x", KEY, {"zip": "DEF"}, FixedValues(compressed=b"\x03\x00"))
        self.assertNotIn("00", repr(FixedValues(cek=bytes(32))))

    def test_a_public_key_opens_nothing(self) -> None:
        token = jwe.encrypt(b"x", EC.public())
        with self.assertRaises(JamInvalidKeyTypeError):
            jwe.decrypt(token, EC.public())

    def test_56_text_of_a_public_key_is_no_secret(self) -> None:
        for key in (EC, RSA):
            pem = key.public().to_pem()
            for form in (pem, pem.encode(), key.public().to_der(), " " + pem.replace("\n", "\r\n")):
                with self.assertRaises(JamInvalidKeyTypeError):
                    JWK.from_secret(form)
                with self.assertRaises(JamInvalidKeyTypeError):
                    JWK.from_password(form)
        for wrong in (None, 1, "", b"", "\ud800"):
            with self.assertRaises(JamInvalidKeyTypeError):
                JWK.from_password(wrong)  # type: ignore[arg-type]


class Policy(unittest.TestCase):
    """Lines 47, 48, 53: which algorithms a key allows when the caller names none."""

    def test_47_what_each_key_allows(self) -> None:
        ecdh = ("ECDH-ES+A256KW", "ECDH-ES+A192KW", "ECDH-ES+A128KW", "ECDH-ES")
        for key, names in (
            (KEY, ("A256KW", "A256GCMKW", "dir")),
            (JWK.from_secret(bytes(24)), ("A192KW", "A192GCMKW", "dir")),
            (JWK.from_secret(bytes(16)), ("A128KW", "A128GCMKW", "dir")),
            (JWK.from_secret(bytes(64)), ("dir",)),
            (JWK.from_secret(bytes(20)), ()),
            (PASSWORD, ("PBES2-HS256+A128KW", "PBES2-HS384+A192KW", "PBES2-HS512+A256KW")),
            (RSA, ("RSA-OAEP-256", "RSA-OAEP", "RSA-OAEP-384", "RSA-OAEP-512")),
            (EC, ecdh),
            (X25519, ecdh),
            (JWK.generate("EC", crv="secp256k1"), ()),
            (JWK.generate("OKP", crv="Ed25519"), ()),
            (JWK.from_secret(SECRET, alg="A256GCMKW"), ("A256GCMKW",)),
            (JWK.from_secret(SECRET, alg="A256GCM"), ("dir",)),
            (JWK.from_secret(SECRET, alg="HS256"), ()),
            (JWK.from_secret(b"x", alg="PBES2-HS256+A128KW"), ("PBES2-HS256+A128KW",)),
            (JWK.from_dict({**RSA.to_dict(), "alg": "RSA1_5"}), ()),
        ):
            self.assertEqual(encryption_algorithms(key), names, repr(key))

    def test_a_password_signs_nothing(self) -> None:
        self.assertEqual(PASSWORD.algorithms(), ())
        with self.assertRaises(JamInvalidKeyTypeError):
            PASSWORD.signer("HS256")
        self.assertEqual(repr(PASSWORD), "<JWK password>")

    def test_defaults(self) -> None:
        for key, alg, enc in (
            (KEY, "A256KW", "A256GCM"),
            (RSA, "RSA-OAEP-256", "A256GCM"),
            (EC, "ECDH-ES+A256KW", "A256GCM"),
            (JWK.from_secret(bytes(64)), "dir", "A256CBC-HS512"),
            (JWK.from_secret(bytes(48)), "dir", "A192CBC-HS384"),
            (JWK.from_secret(bytes(16), alg="dir"), "dir", "A128GCM"),
            (JWK.from_secret(bytes(32), alg="A128CBC-HS256"), "dir", "A128CBC-HS256"),
        ):
            opened = jwe.decrypt(jwe.encrypt(b"x", key), key)
            self.assertEqual((opened.header["alg"], opened.header["enc"]), (alg, enc))

    def test_default_iterations(self) -> None:
        for alg, hash_name in (("PBES2-HS256+A128KW", "sha256"), ("PBES2-HS512+A256KW", "sha512")):
            with mock.patch.dict(limits.P2C, {hash_name: 1234}):
                token = jwe.encrypt(b"x", PASSWORD, {"alg": alg})
            header = json.loads(base64url.decode(token.split(".")[0]))
            self.assertEqual(header["p2c"], 1234)
            self.assertEqual(len(base64url.decode(header["p2s"])), 16)
        self.assertGreaterEqual(limits.P2C["sha256"], 600_000)

    def test_48_the_range_can_be_set(self) -> None:
        token = jwe.encrypt(b"x", PASSWORD, {"p2c": 2000})
        with mock.patch.object(limits, "MIN_P2C", 2001), self.assertRaises(JamJWEInvalidFormatError):
            jwe.decrypt(token, PASSWORD)
        with mock.patch.object(limits, "MAX_P2C", 1999), self.assertRaises(JamJWEInvalidFormatError):
            jwe.decrypt(token, PASSWORD)

    def test_generated_keys_fit_their_alg(self) -> None:
        for alg, row in KEY_MANAGEMENTS.items():
            if row.kty == "oct" and row.size:
                self.assertEqual(encryption_algorithms(JWK.generate("oct", alg=alg)), (alg,))
        for enc in CONTENT_ENCRYPTIONS:
            self.assertEqual(encryption_algorithms(JWK.generate("oct", alg=enc)), ("dir",))
        self.assertEqual(JWK.generate("OKP", alg="ECDH-ES").crv, "X25519")
        self.assertEqual(JWK.generate("EC", alg="ECDH-ES+A256KW").crv, "P-256")

    def test_browsers_empty_key_ops_on_a_public_half(self) -> None:
        public = JWK.from_dict({**EC.public().to_dict(), "key_ops": []})
        self.assertEqual(jwe.decrypt(jwe.encrypt(b"x", public), EC).plaintext, b"x")
        with self.assertRaises(JamJWEDecryptionError):
            jwe.decrypt(jwe.encrypt(b"x", EC), JWK.from_dict({**EC.to_dict(), "key_ops": []}))


class Sets(unittest.TestCase):
    def test_an_algorithm_that_all_share_stands_once(self) -> None:
        """RFC 7516 section 7.2.1: no name stands in two of the headers."""
        keys = [JWK.from_secret(bytes([n]) * 16) for n in (1, 2)]
        pairs: Any = [(key, {}) for key in keys]
        shared = jwe.encrypt_json(b"x", pairs, {"enc": "A128GCM"}, unprotected={"alg": "A128KW"})
        self.assertEqual([one.get("header") for one in shared["recipients"]], [None, None])
        own = jwe.encrypt_json(b"x", pairs, {"enc": "A128GCM"})
        self.assertEqual([one["header"] for one in own["recipients"]], [{"alg": "A128KW"}] * 2)
        for token in (shared, own):
            self.assertEqual([jwe.decrypt(token, key).plaintext for key in keys], [b"x", b"x"])

    def test_kid_chooses_and_its_absence_tries_all(self) -> None:
        other = JWK.from_secret(bytes(32), kid="b")
        both = JWKSet([other, JWK.from_secret(SECRET, kid="a")])
        for header in ({"kid": "a"}, {}):
            opened = jwe.decrypt(jwe.encrypt(b"x", SECRET, header), both)
            self.assertEqual((opened.plaintext, opened.key.kid), (b"x", "a"))
        for kid in ("b", "c", "", "../a", "a' or 1=1"):
            with self.assertRaises(JamJWEDecryptionError):
                jwe.decrypt(jwe.encrypt(b"x", SECRET, {"kid": kid}), both)
        self.assertEqual(jwe.decrypt(jwe.encrypt(b"x", SECRET), both.to_dict()).plaintext, b"x")

    def test_64_a_secret_among_public_keys_needs_the_callers_list(self) -> None:
        mixed, token = JWKSet([EC.public(), KEY]), jwe.encrypt(b"x", KEY)
        with self.assertRaises(JamJWEDecryptionError):
            jwe.decrypt(token, mixed)
        self.assertEqual(jwe.decrypt(token, mixed, algorithms=["A256KW"]).plaintext, b"x")

    def test_every_recipient_opens_its_own(self) -> None:
        keys = [KEY, EC, X25519, RSA, PASSWORD]
        pairs = [(key if key.kty == "oct" else key.public(), None) for key in keys]
        pairs[-1] = (PASSWORD, {"p2c": 1000})
        token = jwe.encrypt_json(b"to all", pairs, {"zip": "DEF"}, unprotected={"cty": "x"}, aad=b"more")
        for form in (token, json.dumps(token), json.dumps(token).encode(), " \n" + json.dumps(token)):
            for key in keys:
                opened = jwe.decrypt(form, key)
                self.assertEqual(opened.plaintext, b"to all")
                self.assertEqual(opened.header["cty"], "x")
                self.assertEqual(set(opened.protected), {"zip", "enc"})
        self.assertNotIn("to all", repr(jwe.decrypt(token, KEY)))

    def test_a_recipient_nobody_understands_does_not_stop_the_others(self) -> None:
        token = jwe.encrypt_json(b"x", [(KEY, None), (KEY, None)])
        token["recipients"][0] = {"header": {"alg": "X-WING"}, "encrypted_key": "AAAA"}
        self.assertEqual(jwe.decrypt(token, KEY).plaintext, b"x")
        token["recipients"][0] = {"header": {"alg": "A256GCMKW"}, "encrypted_key": "AAAA"}
        self.assertEqual(jwe.decrypt(token, KEY).plaintext, b"x")


class OneError(unittest.TestCase):
    """Lines 11, 13, 51, 53: what went wrong inside is not told."""

    def faults(self, key: JWK, header: dict[str, Any], **options: Any) -> set[str]:
        token = jwe.encrypt(b"secret plaintext", key if key.kty == "oct" else key.public(), header)
        parts = token.split(".")
        seen = set()
        for at in range(1, 5):
            for position in (0, -1):
                data = bytearray(base64url.decode(parts[at]))
                if not data:
                    continue
                data[position] ^= 1
                changed = [*parts]
                changed[at] = base64url.encode(bytes(data))
                with self.assertRaises(JamJWEDecryptionError) as caught:
                    jwe.decrypt(".".join(changed), key, **options)
                seen.add(repr(caught.exception))
        return seen

    def test_13_all_failures_look_alike(self) -> None:
        for enc in CONTENT_ENCRYPTIONS:
            self.assertEqual(self.faults(KEY, {"alg": "A256KW", "enc": enc}), {repr(JamJWEDecryptionError())})
        for key, alg in ((RSA, "RSA-OAEP"), (EC, "ECDH-ES+A128KW"), (EC, "ECDH-ES"), (KEY, "A256GCMKW")):
            self.assertEqual(
                self.faults(key, {"alg": alg, "enc": "A128GCM"}), {repr(JamJWEDecryptionError())}
            )
        header = {"alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2c": 1000}
        self.assertEqual(self.faults(PASSWORD, header), {repr(JamJWEDecryptionError())})

    def test_53_rsa1_5_too(self) -> None:
        header = {"alg": "RSA1_5", "enc": "A128CBC-HS256"}
        seen = self.faults(RSA, header, algorithms=["RSA1_5"])
        self.assertEqual(seen, {repr(JamJWEDecryptionError())})
        with self.assertRaises(JamJWEDecryptionError):
            jwe.decrypt(jwe.encrypt(b"x", RSA.public(), header), RSA)

    def test_53_a_wrong_padding_reaches_the_content(self) -> None:
        """The content is tried with a substitute key, so that the time does not tell either."""
        token = jwe.encrypt(b"x", RSA.public(), {"alg": "RSA1_5", "enc": "A128GCM"}).split(".")
        token[1] = base64url.encode(b"\x01" * 256)
        row, tried = CONTENT_ENCRYPTIONS["A128GCM"], []
        functions = None, lambda *parts: tried.append(parts) or row
        with mock.patch.object(row, "_functions", functions):
            jwe.decrypt(".".join(token), RSA, algorithms=["RSA1_5"])
        self.assertEqual([len(parts[0]) for parts in tried], [16])

    def test_51_the_tag_is_checked_before_the_padding(self) -> None:
        token = jwe.encrypt(b"x", KEY, {"alg": "dir", "enc": "A128CBC-HS256"}).split(".")
        token[4] = base64url.encode(bytes(16))
        with (
            mock.patch("jamlite.crypto.aes_cbc.decrypt", side_effect=AssertionError("too early")),
            self.assertRaises(JamJWEDecryptionError),
        ):
            jwe.decrypt(".".join(token), KEY)

    def test_52_the_size_is_checked_before_unwrapping(self) -> None:
        token = jwe.encrypt(b"x", PASSWORD, {"p2c": 1000}).split(".")
        token[1] = token[1][:-8]
        with (
            mock.patch("jamlite.crypto.pbkdf2.derive", side_effect=AssertionError("too early")),
            self.assertRaises(JamJWEDecryptionError),
        ):
            jwe.decrypt(".".join(token), PASSWORD)

    def test_48_the_count_is_checked_before_any_derivation(self) -> None:
        token = jwe.encrypt(b"x", PASSWORD, {"p2c": 1000}).split(".")
        header = json.loads(base64url.decode(token[0]))
        with mock.patch("jamlite.crypto.pbkdf2.derive", side_effect=AssertionError("too early")):
            for count in (999, 1_000_001, 1 << 64, True, "1000"):
                token[0] = text({**header, "p2c": count})
                with self.assertRaises(JamJWEInvalidFormatError):
                    jwe.decrypt(".".join(token), PASSWORD)

    def test_a_failing_self_test_is_not_a_refusal(self) -> None:
        from jamlite.exceptions import JamSelfTestError

        token = jwe.encrypt(b"x", KEY)
        with (
            mock.patch.object(aes_kw.WrappingKey, "unwrap", side_effect=JamSelfTestError()),
            self.assertRaises(JamSelfTestError),
        ):
            jwe.decrypt(token, KEY)


@beside
class Hostile(unittest.TestCase):
    """Line 2: a token may not cost more than it looks like."""

    def refused(self, token: Any, key: Any = KEY, **options: Any) -> None:
        start = time.process_time()
        with self.assertRaises(JamJWEDecryptionError):
            jwe.decrypt(token, key, **options)
        self.assertLess(time.process_time() - start, SECONDS)
        with peak_memory() as peak, self.assertRaises(JamJWEDecryptionError):
            jwe.decrypt(token, key, **options)
        self.assertLess(peak(), MEMORY)

    def test_04_a_million_dots(self) -> None:
        self.refused("." * 1_000_000)
        self.refused(b"." * (limits.MAX_TOKEN_BYTES + 1))
        self.refused("." * 20_000_000)

    def test_03_large_parts(self) -> None:
        parts = jwe.encrypt(b"x", KEY, {"alg": "dir"}).split(".")
        for at in range(5):
            for size in (20_000, 1_000_000):
                large = [*parts]
                large[at] = "A" * size
                with self.subTest(part=at, size=size):
                    self.refused(".".join(large))

    def test_05_deep_and_wide_json(self) -> None:
        for form in (
            '{"a":' * 100_000,
            "{" + ",".join(f'"{n}":1' for n in range(50_000)) + "}",
            "{" * 900_000,
        ):
            self.refused(form)
            self.refused(base64url.encode(form[:12_000].encode()) + "....")

    def test_49_a_bomb(self) -> None:
        import zlib

        engine = zlib.compressobj(9, zlib.DEFLATED, -15)
        bomb = engine.compress(bytes(100 << 20)) + engine.flush()
        row = CONTENT_ENCRYPTIONS["A256GCM"]
        segment = text({"alg": "dir", "enc": "A256GCM", "zip": "DEF"})
        ciphertext, tag = row.seal(SECRET, bytes(12), bomb, segment.encode())
        self.refused(".".join([segment, "", *map(base64url.encode, (bytes(12), ciphertext, tag))]))

    def test_49_the_limit_is_exact_and_can_be_set(self) -> None:
        at_the_limit = bytes(limits.MAX_INFLATED_BYTES)
        token = jwe.encrypt(at_the_limit, KEY, {"zip": "DEF"})
        self.assertEqual(jwe.decrypt(token, KEY).plaintext, at_the_limit)
        with self.assertRaises(JamJWEEncryptionError):
            jwe.encrypt(at_the_limit + b"\0", KEY, {"zip": "DEF"})
        with (
            mock.patch.object(limits, "MAX_INFLATED_BYTES", 100),
            self.assertRaises(JamJWEDecryptionError) as caught,
        ):
            jwe.decrypt(token, KEY)
        self.assertEqual(caught.exception.details, {"reason": "zip_limit"})

    def many(self, header: dict[str, Any], encrypted_key: bytes) -> dict[str, Any]:
        """Return a JWE whose 32 recipients all look like the key's owner."""
        token = jwe.encrypt_json(bytes(200_000), [(KEY, None)], {"enc": "A256GCM"})
        entry = {"header": header, "encrypted_key": base64url.encode(encrypted_key)}
        if not encrypted_key:
            del entry["encrypted_key"]
        return {**token, "recipients": [entry] * 32}

    def test_many_recipients(self) -> None:
        epk = EC.public().to_dict()
        epk.pop("kid")
        self.refused(self.many({"alg": "RSA-OAEP"}, b"\x01" * 256), RSA)
        self.refused(self.many({"alg": "RSA1_5"}, b"\x01" * 256), RSA, algorithms=["RSA1_5"])
        self.refused(self.many({"alg": "ECDH-ES+A256KW", "epk": epk}, bytes(40)), EC)
        self.refused(self.many({"alg": "A256KW"}, bytes(40)))
        self.refused(self.many({"alg": "dir"}, b""))

    def test_many_recipients_that_ask_for_a_derivation(self) -> None:
        header = {"alg": "PBES2-HS256+A128KW", "p2s": text(bytes(16)), "p2c": 300_000}
        counts: list[int] = []
        with mock.patch("jamlite.crypto.pbkdf2.derive", side_effect=_counting(counts)):
            self.refused(self.many(header, bytes(40)), PASSWORD)
        self.assertLessEqual(sum(counts), limits.MAX_P2C)

    def test_many_keys_of_a_set(self) -> None:
        keys = JWKSet([JWK.from_secret(bytes([n]) * 32) for n in range(200)])
        token = jwe.encrypt(bytes(50_000), KEY, {"alg": "dir"})
        self.refused(token, keys)


def _counting(counts: list[int]) -> Callable[..., bytes]:
    def derive(_hash: str, _password: bytes, _salt: bytes, count: int, length: int) -> bytes:
        counts.append(count)
        return bytes(length)

    return derive


if __name__ == "__main__":
    unittest.main()
