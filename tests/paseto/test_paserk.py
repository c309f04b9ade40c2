"""PASERK: hostile input of every function first; then what goes in and comes out."""

from __future__ import annotations

import unittest
from typing import Any, Callable

from jamlite.crypto import ed25519
from jamlite.encoding import base64url
from jamlite.exceptions import (
    JamCryptoError,
    JamDecryptionError,
    JamError,
    JamInvalidKeyError,
    JamPASETOInvalidED25519Key,
    JamPASETOInvalidPurpose,
    JamPASETOInvalidTokenFormat,
)
from jamlite.keys import loading
from jamlite.keys.ec import ECKey
from jamlite.keys.okp import OKPKey
from jamlite.paseto import key as paseto_keys
from jamlite.paseto import paserk, paserk_forms, paserk_keys
from tests.beside import beside
from tests.paseto.paserk_samples import OTHER, PASSWORD, RSA_2048, RSA_4096, key_types, recipients, samples

LOCAL = bytes(range(32))
HOSTILE: tuple[Any, ...] = (
    None,
    True,
    7,
    1.5,
    b"k4.local.AAAA",
    bytearray(b"k4"),
    ["k4.local"],
    {},
    object(),
    "",
    ".",
    "..",
    "...",
    "." * 1_000_000,
    "k4.local." + "A" * 1_000_000,
    "k4.local.\ud800",
    "k4.local.\u0661" + "A" * 42,
    "k4.local.\x00",
    "k4.local.*",
)

OPENERS: dict[str, Callable[[str], Any]] = {
    "plain": paserk.decode,
    "pie": lambda text: paserk.unwrap(text, OTHER),
    "password": lambda text: paserk.unwrap_with_password(text, PASSWORD),
    "seal": lambda text: paserk.unseal(text, recipients(text[:2])[1]),
}


class Refusals(unittest.TestCase):
    def test_hostile_text_in_every_function(self) -> None:
        functions: tuple[Callable[[Any], Any], ...] = (
            paserk.decode,
            paserk.key_id,
            paserk.to_key,
            paserk.password_cost,
            lambda text: paserk.wrap(text, OTHER),
            lambda text: paserk.unwrap(text, OTHER),
            lambda text: paserk.wrap_with_password(text, "password"),
            lambda text: paserk.unwrap_with_password(text, "password"),
            lambda text: paserk.seal(text, recipients("k4")[0]),
            lambda text: paserk.unseal(text, recipients("k4")[1]),
        )
        for function in functions:
            for text in HOSTILE:
                name = repr(text)[:40]
                with self.subTest(text=name), self.assertRaises(JamPASETOInvalidTokenFormat) as caught:
                    function(text)
                self.assertEqual(caught.exception.error_code, "paserk.format")

    @beside
    def test_hostile_keys_in_every_place(self) -> None:
        wrapped = paserk.wrap(("k4.local", LOCAL), OTHER)
        sealed = paserk.seal(("k4.local", LOCAL), recipients("k4")[0])
        functions: tuple[Callable[[Any], Any], ...] = (
            lambda key: paserk.encode("k4.local", key),
            lambda key: paserk.encode("k1.public", key),
            lambda key: paserk.encode("k3.secret", key),
            lambda key: paserk.key_id(("k4.secret", key)),
            lambda key: paserk.wrap(("k4.local", LOCAL), key),
            lambda key: paserk.unwrap(wrapped, key),
            lambda key: paserk.seal(("k4.local", LOCAL), key),
            lambda key: paserk.unseal(sealed, key),
            lambda key: paserk.seal(("k1.local", LOCAL), key),
        )
        junk = (*HOSTILE, b"", b"\0", bytes(33), bytes(100_000), "-----BEGIN", (), (1, 2, 3), ("k4.local",))
        for function in functions:
            for key in junk:
                refusals = (JamInvalidKeyError, JamPASETOInvalidTokenFormat)
                with self.subTest(key=repr(key)[:40]), self.assertRaises(refusals):
                    function(key)

    def test_hostile_types(self) -> None:
        for type_ in (
            None,
            1,
            b"k4.local",
            [],
            "",
            "k4",
            "k4.",
            "k4.lid",
            "k4.seal",
            "k5.local",
            "local",
            ".",
        ):
            with self.subTest(type=type_), self.assertRaises(JamPASETOInvalidTokenFormat):
                paserk.encode(type_, LOCAL)  # type: ignore[arg-type]
            with self.subTest(expect=type_), self.assertRaises(JamError):
                paserk.decode("k4.local." + "A" * 43, expect=type_ or "")  # type: ignore[arg-type]

    def test_hostile_chance(self) -> None:
        for nonce in (b"", bytes(31), bytes(33), "text", 7, [1]):
            with self.subTest(nonce=nonce), self.assertRaises(JamCryptoError):
                paserk.wrap(("k4.local", LOCAL), OTHER, nonce=nonce)  # type: ignore[arg-type]
            with self.subTest(ephemeral=nonce), self.assertRaises(JamCryptoError):
                paserk.seal(("k4.local", LOCAL), recipients("k4")[0], ephemeral=nonce)  # type: ignore[arg-type]

    def test_every_single_changed_bit_is_refused(self) -> None:
        for version in ("k3", "k4"):
            wrapped = paserk.wrap((f"{version}.local", LOCAL), OTHER)
            header, _, text = wrapped.rpartition(".")
            data = base64url.decode(text)
            for place in range(len(data)):
                changed = data[:place] + bytes([data[place] ^ 1 << place % 8]) + data[place + 1 :]
                with self.assertRaises(JamDecryptionError) as caught:
                    paserk.unwrap(f"{header}.{base64url.encode(changed)}", OTHER)
                self.assertEqual(caught.exception.message, JamDecryptionError.default_message)

    def test_every_truncation_and_addition_is_refused(self) -> None:
        for name, text in samples().items():
            attempt = OPENERS.get(paserk_forms.parse(text).holds)
            if attempt is None:  # nothing opens an identifier
                attempt = paserk_forms.parse
            start, end = text.rindex("."), len(text)
            ends = {
                *range(start - 2, start + 4),
                (start + end) // 2,
                end - 5,
                end - 4,
                end - 3,
                end - 2,
                end - 1,
            }
            for bad in [text[:cut] for cut in ends] + [
                text + more for more in ("A", "AA", "AAA", "AAAA", ".")
            ]:
                with self.subTest(name=name, length=len(bad) - end), self.assertRaises(JamError):
                    attempt(bad)

    def test_a_type_opens_only_with_its_own_function(self) -> None:
        for name, text in samples().items():
            holds = paserk_forms.parse(text).holds
            for other, function in OPENERS.items():
                if other != holds:
                    with self.subTest(name=name, other=other), self.assertRaises(JamPASETOInvalidTokenFormat):
                        function(text)

    def test_a_key_of_another_version_or_kind_is_refused_before_cryptography(self) -> None:
        for type_, key in key_types().items():
            for other in key_types():
                if other == type_ or not other.endswith("local"):
                    continue
                with self.subTest(wrapping=type_, wrapped=other), self.assertRaises(JamPASETOInvalidPurpose):
                    paserk.wrap((other, LOCAL), (type_, key))
        for version in ("k2", "k3", "k4"):
            for type_, key in key_types().items():
                if type_ == f"{version}.public":
                    continue
                with self.subTest(sealing=type_, version=version), self.assertRaises(JamPASETOInvalidPurpose):
                    paserk.seal((f"{version}.local", LOCAL), (type_, key))

    def test_what_is_expected(self) -> None:
        for name, text in samples().items():
            form = paserk_forms.parse(text)
            for expect in ("k1.public", "k2.secret", "k4.local", "k4.seal"):
                if expect != form.key_type and form.holds == "plain":
                    with self.subTest(name=name, expect=expect), self.assertRaises(JamPASETOInvalidPurpose):
                        paserk.decode(text, expect=expect)

    def test_public_keys_and_sealed_keys_go_one_way(self) -> None:
        public = ("k4.public", ed25519.public_key(LOCAL))
        secret = ("k4.secret", LOCAL + ed25519.public_key(LOCAL))
        for function in (
            lambda: paserk.wrap(public, OTHER),
            lambda: paserk.wrap_with_password(public, "password"),
            lambda: paserk.seal(secret, public),
            lambda: paserk.seal(public, public),
            lambda: paserk.seal(("k4.local", LOCAL), secret),
        ):
            with self.assertRaises(JamPASETOInvalidPurpose):
                function()

    def test_arbitrary_bytes_are_a_public_key_only_until_they_are_used(self) -> None:
        text = paserk.encode("k4.public", bytes(32))
        with self.assertRaises(JamPASETOInvalidED25519Key):
            paserk.to_key(text)
        with self.assertRaises(JamInvalidKeyError):
            paserk.seal(("k4.local", LOCAL), text)

    def test_messages_hold_no_secret(self) -> None:
        secret = base64url.encode(b"\xaa" * 33)
        for text in (f"k4.local.{secret}", f"k2.secret.{secret}", f"k1.secret.{secret * 33}"):
            with self.assertRaises(JamError) as caught:
                paserk.decode(text)
            self.assertNotIn(secret[:8], repr(caught.exception) + str(caught.exception))
        bound = paserk_keys.bind("k4.local", b"\xaa" * 32)
        form = paserk_forms.parse(paserk.encode("k4.local", b"\xaa" * 32))
        self.assertEqual(repr(bound), "<PASERK key k4.local>")
        self.assertEqual(repr(form), "<PASERK k4.local>")


class Behaviour(unittest.TestCase):
    def test_all_44_types_open(self) -> None:
        self.assertEqual(len(samples()), 44)
        for name, text in samples().items():
            form = paserk_forms.parse(text)
            self.assertEqual(form.name, name)
            if form.holds != "id":
                self.assertEqual(OPENERS[form.holds](text), (form.key_type, key_types()[form.key_type]))

    def test_decode_gives_what_was_encoded(self) -> None:
        for type_, key in key_types().items():
            with self.subTest(type=type_):
                text = paserk.encode(type_, key)
                self.assertEqual(paserk.decode(text), (type_, key))
                self.assertEqual(paserk.decode(text, expect=type_), (type_, key))
                for other in (bytearray(key), memoryview(key)):
                    self.assertEqual(paserk.encode(type_, other), text)  # type: ignore[arg-type]

    def test_an_id_is_that_of_the_text_the_pair_and_the_paseto_key(self) -> None:
        kinds = {"local": "lid", "public": "pid", "secret": "sid"}
        for type_, key in key_types().items():
            text, (version, kind) = paserk.encode(type_, key), type_.split(".")
            own = {paserk.key_id(text), paserk.key_id((type_, key)), paserk.key_id(paserk.to_key(text))}
            self.assertEqual(len(own), 1)
            self.assertTrue(own.pop().startswith(f"{version}.{kinds[kind]}."))

    def test_paseto_keys_in_and_out(self) -> None:
        classes = {
            "local": paseto_keys.LocalKey,
            "public": paseto_keys.PublicKey,
            "secret": paseto_keys.SecretKey,
        }
        for type_, key in key_types().items():
            own = paserk.to_key((type_, key))
            self.assertIs(type(own), classes[type_[3:]])
            self.assertEqual((own.version, own.octets), (f"v{type_[1]}", key))
            if not type_.endswith("public"):
                wrapping = paseto_keys.LocalKey(own.version, OTHER)
                self.assertEqual(paserk.unwrap(paserk.wrap(own, wrapping), OTHER), (type_, key))

    def test_records_and_pem(self) -> None:
        pairs = (
            ("k1", loading.load_pem(RSA_2048)),
            ("k2", OKPKey("Ed25519", None, LOCAL)),
            ("k3", ECKey("P-384", None, 7)),
            ("k4", OKPKey("Ed25519", None, LOCAL)),
        )
        for version, record in pairs:
            text = paserk.encode(f"{version}.secret", record)
            pem = loading.dump_pem(record, private=True)
            self.assertEqual(paserk.encode(f"{version}.secret", pem), text)
            text = paserk.encode(f"{version}.public", record.public())
            pem = loading.dump_pem(record, private=False)
            self.assertEqual(paserk.encode(f"{version}.public", pem), text)

    def test_wrap_and_seal_draw_anew_each_time(self) -> None:
        for version in ("k1", "k2", "k3", "k4"):
            key = (f"{version}.local", LOCAL)
            public, secret = recipients(version)
            self.assertNotEqual(paserk.wrap(key, OTHER), paserk.wrap(key, OTHER))
            texts = {paserk.seal(key, public) for _ in range(2)}
            self.assertEqual(len(texts), 2)
            for text in texts:
                self.assertEqual(paserk.unseal(text, secret), key)

    def test_sealing_keys_in_every_form(self) -> None:
        pair = LOCAL + ed25519.public_key(LOCAL)
        record = OKPKey("Ed25519", None, LOCAL)
        publics = (
            pair[32:],
            ("k4.public", pair[32:]),
            paserk.encode("k4.public", pair[32:]),
            record.public(),
            loading.dump_pem(record, private=False),
            paserk.to_key(("k4.public", pair[32:])),
        )
        secrets = (
            pair,
            ("k4.secret", pair),
            paserk.encode("k4.secret", pair),
            record,
            loading.dump_pem(record, private=True),
            paserk.to_key(("k4.secret", pair)),
        )
        texts = {paserk.seal(("k4.local", OTHER), key, ephemeral=OTHER) for key in publics}
        self.assertEqual(len(texts), 1)
        text = texts.pop()
        for secret in secrets:
            self.assertEqual(paserk.unseal(text, secret), ("k4.local", OTHER))

    def test_rsa_sealing_keys_as_der(self) -> None:
        key = loading.load_pem(RSA_4096)
        sealed = paserk.seal(("k1.local", LOCAL), loading.dump_der(key, private=False))
        self.assertEqual(paserk.unseal(sealed, loading.dump_der(key, private=True)), ("k1.local", LOCAL))
        for wrong in (key, loading.load_pem(RSA_2048).public()):
            with self.assertRaises(JamInvalidKeyError):
                paserk.seal(("k1.local", LOCAL), wrong)
        with self.assertRaises(JamInvalidKeyError):
            paserk.unseal(sealed, key.public())


if __name__ == "__main__":
    unittest.main()
