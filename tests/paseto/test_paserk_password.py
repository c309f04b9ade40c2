"""PASERK under a password: costs that would never end first; passwords; progress; the estimate."""

from __future__ import annotations

import unittest
from typing import Any
from unittest import mock

from jamlite.crypto import argon2id, pbkdf2
from jamlite.encoding import base64url, pem
from jamlite.exceptions import (
    JamCryptoError,
    JamDecryptionError,
    JamInvalidKeyError,
    JamPASERKCostError,
    JamPASETOInvalidTokenFormat,
)
from jamlite.paseto import paserk, paserk_password
from tests.paseto.paserk_samples import CHEAP, LOCAL, PASSWORD, RSA_4096, key_types, samples

# Where the fields of the cost stand: version -> (place, size).
FIELDS = {
    "k1": {"iterations": (32, 4)},
    "k2": {"memory": (16, 8), "passes": (24, 4), "lanes": (28, 4)},
    "k3": {"iterations": (32, 4)},
    "k4": {"memory": (16, 8), "passes": (24, 4), "lanes": (28, 4)},
}


def changed(text: str, field: str, value: int) -> str:
    header, _, data = text.rpartition(".")
    place, size = FIELDS[text[:2]][field]
    octets = base64url.decode(data)
    octets = octets[:place] + value.to_bytes(size, "big") + octets[place + size :]
    return f"{header}.{base64url.encode(octets)}"


class Costs(unittest.TestCase):
    def test_no_cost_starts_work_above_the_limits(self) -> None:
        """Every extreme of every field, with the derivations replaced by a failure."""
        values = (0, 1, 7, 1 << 13, 1 << 16, (1 << 31) - 1, 1 << 31, (1 << 32) - 1)
        started = AssertionError("a derivation was started")
        with (
            mock.patch.object(argon2id, "derive", side_effect=started),
            mock.patch.object(pbkdf2, "derive", side_effect=self.only_the_sample(started)),
        ):
            for name in ("k1.local-pw", "k2.secret-pw", "k3.secret-pw", "k4.local-pw"):
                for field, (_, size) in FIELDS[name[:2]].items():
                    for value in (*values, (1 << 8 * size) - 1):
                        text = changed(samples()[name], field, value)
                        refusals = (JamPASERKCostError, JamPASETOInvalidTokenFormat)
                        with self.subTest(name, field=field, value=value), self.assertRaises(refusals):
                            paserk.unwrap_with_password(text, PASSWORD, time_limit=0)

    def only_the_sample(self, started: AssertionError) -> Any:
        def derive(hash_name: str, password: bytes, salt: bytes, iterations: int, length: int) -> bytes:
            if (password, iterations) != (b"", 1000):
                raise started
            return real(hash_name, password, salt, iterations, length)

        real = pbkdf2.derive
        return derive

    def test_the_error_names_estimate_and_limit(self) -> None:
        text = changed(changed(samples()["k4.local-pw"], "memory", 64 << 20), "passes", 2)
        with self.assertRaises(JamPASERKCostError) as caught:
            paserk.unwrap_with_password(text, PASSWORD, time_limit=0.25)
        self.assertRegex(
            caught.exception.message,
            r"^Argon2id with 65536 KiB \(passes: 2, lanes: 1\) would take about [\d.]+ s here, "
            r"the limit is 0\.25 s; time_limit can raise it$",
        )
        self.assertGreater(caught.exception.details["seconds"], 0.25)
        self.assertEqual(caught.exception.error_code, "paserk.cost")
        with self.assertRaises(JamPASERKCostError) as caught:
            paserk.unwrap_with_password(text, PASSWORD, time_limit=1e9, memory_limit_kib=65535)
        self.assertIn("65536 KiB of memory, the limit is 65535 KiB", caught.exception.message)

    def test_limits_hold_for_wrapping_too(self) -> None:
        for version, costs in (
            ("k3", {"iterations": (1 << 31) - 1}),
            ("k4", {"memory_kib": 65536, "passes": 99}),
        ):
            with self.assertRaises(JamPASERKCostError):
                paserk.wrap_with_password((f"{version}.local", LOCAL), PASSWORD, **costs)
        with self.assertRaises(JamPASERKCostError):
            paserk.wrap_with_password(("k4.local", LOCAL), PASSWORD, memory_kib=65537, time_limit=1e9)

    def test_costs_out_of_range(self) -> None:
        for version, costs in (
            ("k1", {"iterations": 999}),
            ("k1", {"iterations": 1 << 31}),
            ("k3", {"iterations": True}),
            ("k3", {"iterations": 1000.0}),
            ("k2", {"memory_kib": 7}),
            ("k2", {"memory_kib": "8"}),
            ("k4", {"passes": 0}),
            ("k4", {"lanes": 0}),
            ("k4", {"lanes": 256, "memory_kib": 4096}),
            ("k4", {"lanes": 2, "memory_kib": 15}),
            ("k4", {"time_limit": -1}),
            ("k4", {"time_limit": "2"}),
            ("k4", {"time_limit": True}),
            ("k4", {"time_limit": float("nan")}),
            ("k4", {"memory_limit_kib": -1}),
            ("k4", {"memory_limit_kib": 1.5}),
            ("k4", {"salt": bytes(15)}),
            ("k4", {"nonce": bytes(16)}),
            ("k3", {"salt": "x" * 32}),
        ):
            with self.subTest(version=version, costs=costs), self.assertRaises(JamCryptoError):
                paserk.wrap_with_password((f"{version}.local", LOCAL), PASSWORD, **{**CHEAP, **costs})

    def test_the_cost_is_told_beforehand(self) -> None:
        text = paserk.wrap_with_password(
            ("k4.local", LOCAL), PASSWORD, memory_kib=64, passes=3, lanes=2, time_limit=60
        )
        cost = paserk.password_cost(text)
        self.assertEqual((cost.memory_kib, cost.passes, cost.lanes, cost.iterations), (64, 3, 2, 0))
        self.assertGreater(cost.seconds(), 0)
        self.assertEqual(str(cost), "Argon2id with 64 KiB (passes: 3, lanes: 2)")
        cost = paserk.password_cost(samples()["k1.secret-pw"])
        self.assertEqual((cost.memory_kib, cost.iterations), (0, 1000))
        self.assertEqual(repr(cost), "<PBKDF2 with 1000 iterations>")
        self.assertEqual(paserk.unwrap_with_password(text, PASSWORD, time_limit=60), ("k4.local", LOCAL))

    def test_an_estimate_grows_with_the_cost(self) -> None:
        for small, large in (
            (paserk_password.Cost(2000), paserk_password.Cost(2_000_000)),
            (paserk_password.Cost(0, 64, 1, 1), paserk_password.Cost(0, 65536, 3, 1)),
        ):
            self.assertGreater(large.seconds(), 20 * small.seconds())


class Passwords(unittest.TestCase):
    def test_what_is_no_password(self) -> None:
        text = samples()["k3.local-pw"]
        for password in (None, 7, ["password"], "", b"", "\ud800", "x" * 65537, b"x" * 65537, object()):
            with self.subTest(password=repr(password)[:20]), self.assertRaises(JamCryptoError):
                paserk.unwrap_with_password(text, password)  # type: ignore[arg-type]
            with self.subTest(password=repr(password)[:20]), self.assertRaises(JamCryptoError):
                paserk.wrap_with_password(("k3.local", LOCAL), password, **CHEAP)  # type: ignore[arg-type]

    def test_one_error_for_a_wrong_password_and_a_changed_text(self) -> None:
        for name in ("k1.local-pw", "k2.local-pw", "k3.secret-pw", "k4.secret-pw"):
            text = samples()[name]
            first = "A" if text[len(name) + 1] != "A" else "B"
            tampered = f"{name}.{first}{text[len(name) + 2 :]}"
            words = set()
            for attempt, password in ((text, "wrong"), (text, PASSWORD.upper()), (tampered, PASSWORD)):
                with self.assertRaises(JamDecryptionError) as caught:
                    paserk.unwrap_with_password(attempt, password)
                words.add(repr(caught.exception))
            self.assertEqual(len(words), 1, words)

    def test_every_type_and_both_kinds_of_password(self) -> None:
        for type_, key in key_types().items():
            if type_.endswith("public"):
                continue
            for password in ("pass\u00e9 \U0001f511", b"\xff\x00"):
                text = paserk.wrap_with_password((type_, key), password, **CHEAP)
                self.assertTrue(text.startswith(f"{type_}-pw."))
                self.assertEqual(paserk.unwrap_with_password(text, password), (type_, key))
        text = paserk.wrap_with_password(("k3.local", LOCAL), "\u00e9", **CHEAP)
        self.assertEqual(paserk.unwrap_with_password(text, b"\xc3\xa9"), ("k3.local", LOCAL))

    def test_a_wrapped_rsa_key_is_pem_text_and_may_be_der(self) -> None:
        der = key_types()["k1.secret"]
        drawn = (bytes(32), bytes(16))
        cost = paserk_password.Cost(1000)
        for content, good in (
            (pem.encode("RSA PRIVATE KEY", der).encode().rstrip(), True),
            (pem.encode("RSA PRIVATE KEY", der).encode(), True),
            (der, True),
            (der[:-1], False),
            (RSA_4096.encode()[:2000], False),
            (b"-----BEGIN \xff" + bytes(1500), False),
            (bytes(1200), False),
        ):
            data = paserk_password.wrap(
                "k1", b"k1.secret-pw.", PASSWORD.encode(), drawn[0], cost, drawn[1], content, None
            )
            text = f"k1.secret-pw.{base64url.encode(data)}"
            with self.subTest(content=content[:30]):
                if good:
                    self.assertEqual(paserk.unwrap_with_password(text, PASSWORD), ("k1.secret", der))
                else:
                    with self.assertRaises(JamInvalidKeyError):
                        paserk.unwrap_with_password(text, PASSWORD)


class Progress(unittest.TestCase):
    def test_it_is_told_and_may_end_the_work(self) -> None:
        seen: list[tuple[int, int]] = []
        cost: dict[str, Any] = {"memory_kib": 512, "passes": 1, "time_limit": 60}

        def note(done: int, total: int) -> None:
            seen.append((done, total))

        text = paserk.wrap_with_password(("k4.local", LOCAL), PASSWORD, progress=note, **cost)
        self.assertEqual(seen[-1], (512, 512))
        self.assertEqual(seen, sorted(seen))

        class Enough(Exception):
            pass

        def stop(done: int, total: int) -> None:
            raise Enough

        with self.assertRaises(Enough):
            paserk.unwrap_with_password(text, PASSWORD, progress=stop, time_limit=60)


if __name__ == "__main__":
    unittest.main()
