"""What every keychain does, whatever holds its keys; each storage's tests inherit from `Contract`."""

from __future__ import annotations

from typing import Any

from jamlite.crypto import hashes
from jamlite.exceptions.base import JamError
from jamlite.exceptions.keychain import (
    JamKeychainConfigurationError,
    JamKeychainError,
    JamKeychainKeyError,
)
from jamlite.keychain import Keychain, KeyStatus
from jamlite.keys.ec import ECKey
from jamlite.keys.loading import dump_pem
from jamlite.keys.okp import OKPKey
from tests.keys import samples

NOW = 1_700_000_000


class Contract:
    """Needs `make(algorithm, purpose=None) -> Keychain`, a new and empty one."""

    def make(self, algorithm: str = "HS256", purpose: Any = None) -> Keychain:
        raise NotImplementedError

    def refused(self: Any, code: str, call: Any, *arguments: Any, **named: Any) -> JamError:
        with self.assertRaises(JamKeychainError) as caught:
            call(*arguments, **named)
        self.assertEqual(caught.exception.error_code, f"keychain.{code}")
        return caught.exception  # type: ignore[no-any-return]

    def statuses(self, chain: Keychain) -> dict[str, str]:
        return {info.id: info.status for info in chain.list()}

    # Bad input

    def test_unknown_algorithms(self: Any) -> None:
        for algorithm in ("", 1, "none", "HS1", "A256KW", "v5.local", "v4", b"HS256"):
            with self.subTest(algorithm), self.assertRaises(JamKeychainConfigurationError) as caught:
                self.make(algorithm)
            self.assertEqual(caught.exception.error_code, "keychain.unsupported_algorithm")
        self.refused("unsupported_algorithm", self.make, "v4", "secret")

    def test_ids_that_cannot_be(self: Any) -> None:
        chain = self.make()
        bad = (
            "",
            ".",
            "..",
            "a/b",
            "a\\b",
            "../x",
            "-x",
            ".x",
            "x.",
            "a b",
            "a\0",
            "ä",
            "a" * 129,
            1,
            None,
            b"x",
        )
        for key_id in bad:
            with self.subTest(repr(key_id)):
                for call in (chain.get, chain.activate, chain.retire, chain.revoke, chain.remove):
                    self.refused("invalid_key_id", call, key_id)
                self.assertIsNone(chain.verifying_key(key_id))
                if key_id is not None:
                    self.refused("invalid_key_id", chain.add, key_id)
                    self.refused("invalid_key_id", chain.rotate, key_id)
        self.assertEqual(chain.list(), [])

    def test_ids_that_are_not_there(self: Any) -> None:
        chain = self.make()
        chain.rotate("here")
        for call in (chain.get, chain.activate, chain.retire, chain.revoke, chain.remove):
            self.assertIsInstance(self.refused("key_not_found", call, "absent"), JamKeychainKeyError)
        self.assertIsNone(chain.verifying_key("absent"))
        self.assertEqual(self.statuses(chain), {"here": "current"})

    def test_an_id_twice(self: Any) -> None:
        chain = self.make()
        first = chain.add("one")
        self.refused("duplicate_key", chain.add, "one")
        self.refused("duplicate_key", chain.rotate, "one")
        self.assertEqual(chain.get("one"), first)

    def test_keys_that_do_not_fit(self: Any) -> None:
        ec = samples.private_keys()["P-256"]
        for algorithm, material in (
            ("HS256", b""),
            ("HS256", b"k" * 31),
            ("HS512", b"k" * 63),
            ("HS256", 7),
            ("HS256", "\ud800" * 32),
            ("HS256", dump_pem(ec, private=False)),
            ("HS256", dump_pem(ec, private=True)),
            ("v4.local", b"k" * 33),
            ("ES256", b"k" * 32),
            ("ES256", ec.public()),
            ("ES256", dump_pem(ec, private=False)),
            ("ES384", ec),
            ("EdDSA", ec),
            ("RS256", dump_pem(ec, private=True)),
            ("v4.public", samples.private_keys()["Ed448"]),
            ("ES256", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"),
        ):
            with self.subTest(algorithm=algorithm):
                chain = self.make(algorithm)
                error = self.refused("unfit_key", chain.add, "one", material)
                self.assertNotIn("kkkk", str(error))
                self.refused("unfit_key", chain.rotate, "one", material=material)
                self.assertEqual(chain.list(), [])

    def test_times_that_cannot_be(self: Any) -> None:
        chain = self.make()
        for now in (-1, 253402300800, float("nan"), float("inf"), "1", True):
            with self.subTest(now):
                self.refused("invalid_time", chain.add, now=now)
                self.refused("invalid_time", chain.rotate, now=now)
        self.assertEqual(chain.list(), [])

    def test_an_empty_keychain(self: Any) -> None:
        chain = self.make()
        self.assertEqual((chain.list(), chain.current()), ([], None))
        self.refused("no_current", chain.signing_key)

    # Behaviour

    def test_a_key_through_its_life(self: Any) -> None:
        chain = self.make()
        self.assertEqual(chain.add("a").status, KeyStatus.STANDBY)
        self.refused("no_current", chain.signing_key)
        self.assertEqual(chain.activate("a").status, KeyStatus.CURRENT)
        self.assertEqual(chain.signing_key().kid, "a")
        self.assertEqual(chain.rotate("b").status, KeyStatus.CURRENT)
        self.assertEqual(self.statuses(chain), {"a": "retired", "b": "current"})
        self.assertEqual((chain.signing_key().kid, chain.current().id), ("b", "b"))
        chain.activate("a")  # the way back
        self.assertEqual(self.statuses(chain), {"a": "current", "b": "retired"})
        self.assertEqual(chain.revoke("b").status, KeyStatus.REVOKED)
        self.assertIsNone(chain.verifying_key("b"))
        chain.remove("b")
        self.assertEqual(self.statuses(chain), {"a": "current"})

    def test_every_status_but_revoked_verifies(self: Any) -> None:
        chain = self.make()
        for key_id in ("retired", "revoked", "current"):
            chain.rotate(key_id)
        chain.add("standby")
        chain.revoke("revoked")
        self.assertEqual(self.statuses(chain), {status: status for status in KeyStatus.ALL})
        for status in KeyStatus.ALL:
            found = chain.verifying_key(status)
            self.assertEqual(None if status == "revoked" else status, found and found.kid)
        self.assertEqual(len(chain.list(include_revoked=False)), 3)

    def test_what_is_refused_of_each_status(self: Any) -> None:
        chain = self.make()
        for key_id in ("retired", "revoked", "current"):
            chain.rotate(key_id)
        chain.revoke("revoked")
        before = self.statuses(chain)
        self.refused("current_key", chain.retire, "current")
        self.refused("current_key", chain.remove, "current")
        self.refused("revoked_key", chain.activate, "revoked")
        self.refused("revoked_key", chain.retire, "revoked")
        self.assertEqual(self.statuses(chain), before)
        self.assertEqual(chain.revoke("revoked").status, "revoked")  # again is as good as once
        self.assertEqual(chain.retire("retired").status, "retired")
        self.assertEqual(chain.activate("current").status, "current")

    def test_revoking_the_current_key_stops_signing(self: Any) -> None:
        chain = self.make()
        chain.rotate("a")
        chain.revoke("a")
        self.refused("no_current", chain.signing_key)
        self.assertIsNone(chain.current())
        chain.rotate("b")
        self.assertEqual(chain.signing_key().kid, "b")

    def test_rotating_only_if_nobody_else_did(self: Any) -> None:
        chain = self.make()
        chain.rotate("a")
        chain.rotate("b", expect="a")
        self.refused("current_changed", chain.rotate, "c", expect="a")
        self.assertEqual(self.statuses(chain), {"a": "retired", "b": "current"})

    def test_a_clock_that_goes_back(self: Any) -> None:
        chain = self.make()
        newer = chain.rotate(now=NOW)
        older = chain.rotate(now=NOW - 1000)
        self.assertEqual((older.status, chain.signing_key().kid), ("current", older.id))
        self.assertEqual(chain.get(newer.id).status, "retired")
        self.assertEqual([info.id for info in chain.list()], [older.id, newer.id])

    def test_ids_that_are_made_up(self: Any) -> None:
        chain = self.make()
        ids = [chain.add(now=NOW).id for _ in range(20)]
        self.assertEqual(len(set(ids)), 20)
        for key_id in ids:
            self.assertRegex(key_id, r"\A20231114221320-[0-9a-f]{8}\Z")

    def test_a_key_for_every_algorithm(self: Any) -> None:
        for algorithm, kind in (
            ("HS256", "oct 256 bits"),
            ("HS384", "oct 384 bits"),
            ("HS512", "oct 512 bits"),
            ("ES256", "EC P-256"),
            ("ES384", "EC P-384"),
            ("ES512", "EC P-521"),
            ("ES256K", "EC secp256k1"),
            ("EdDSA", "OKP Ed25519"),
            ("Ed25519", "OKP Ed25519"),
            ("Ed448", "OKP Ed448"),
            ("v1.local", "oct 256 bits"),
            ("v2.local", "oct 256 bits"),
            ("v3.local", "oct 256 bits"),
            ("v4.local", "oct 256 bits"),
            ("v2.public", "OKP Ed25519"),
            ("v3.public", "EC P-384"),
            ("v4.public", "OKP Ed25519"),
        ):
            with self.subTest(algorithm):
                chain = self.make(algorithm.upper() if algorithm[0] != "v" else algorithm)
                self.assertEqual(chain.algorithm, algorithm)
                chain.rotate("one")
                self.assertIn(kind, repr(chain.signing_key().material))
                self.assertEqual(chain.verifying_key("one").algorithm, algorithm)
        self.assertEqual(self.make("v4", "public").algorithm, "v4.public")

    def test_rsa_keys(self: Any) -> None:
        key = samples.private_keys()["RSA"]
        for algorithm in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "v1.public"):
            chain = self.make(algorithm)
            chain.rotate("one", material=key)
            self.assertEqual(chain.signing_key().material.to_members(True), key.to_members(True))

    def test_keys_of_ones_own(self: Any) -> None:
        key = samples.private_keys()["P-256"]
        for material in (key, dump_pem(key, private=True), dump_pem(key, private=True).encode()):
            chain = self.make("ES256")
            chain.rotate("one", material=material)
            self.assertEqual(chain.signing_key().material.to_members(True), key.to_members(True))
        chain = self.make("HS256")
        chain.rotate("one", material="k" * 32)
        self.assertEqual(chain.signing_key().material.k, b"k" * 32)

    def test_only_metadata_comes_out(self: Any) -> None:
        chain = self.make("HS256")
        secret = b"the secret of this very keychain"
        info = chain.rotate("one", material=secret, now=NOW)
        self.assertEqual(info.fingerprint, f"sha256:{hashes.digest('sha256', secret).hex()}")
        self.assertEqual(info.as_dict()["created_at"], "2023-11-14T22:13:20+00:00")
        shown = (chain, info, chain.list(), chain.signing_key(), chain.signing_key().material, info.as_dict())
        for value in shown:
            self.assertNotIn("secret", repr(value))
        self.assertNotEqual(info, chain.add("two"))
        self.assertNotEqual(info, "one")
        self.assertEqual(len({info, chain.get("one")}), 1)

    def test_public_jwks(self: Any) -> None:
        chain = self.make("ES256")
        for number, key_id in enumerate(("retired", "revoked", "current")):
            chain.rotate(key_id, now=NOW + number)
        chain.add("standby", now=NOW + 9)
        chain.revoke("revoked")
        keys = chain.public_jwks()["keys"]
        self.assertEqual([key["kid"] for key in keys], ["current", "standby", "retired"])
        for key in keys:
            self.assertEqual(key.keys(), {"kty", "crv", "x", "y", "kid", "use", "alg"})
            self.assertEqual((key["use"], key["alg"]), ("sig", "ES256"))
            self.assertFalse(ECKey.from_members(key).is_private)
        self.refused("no_public_keys", self.make("HS256").public_jwks)
        self.assertEqual(self.make("v4.public").public_jwks(), {"keys": []})

    def test_a_key_is_made_once(self: Any) -> None:
        chain = self.make("EdDSA")
        chain.rotate("one", material=OKPKey.generate("Ed25519"))
        self.assertIs(chain.signing_key(), chain.signing_key())
        self.assertIs(chain.verifying_key("one"), chain.signing_key())
