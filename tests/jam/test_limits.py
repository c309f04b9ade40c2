"""Writing knows the limits of reading: no token, in any form, that its own reader would refuse."""

from __future__ import annotations

import copy
import unittest
from typing import Any
from unittest import mock

from jamlite.exceptions import JamEncodingError, JamSessionDataError
from jamlite.exceptions.jose import JamJWEEncryptionError, JamJWSSigningError
from jamlite.jose import JWK, JWKSet, jwe, jws, jwt, limits
from jamlite.paseto import PASETOv4
from jamlite.sessions import create_instance
from tests.tools.transcribe.jose_forge import OCT

KEY = JWK(OCT)
DIRECT = JWK.from_secret(bytes(range(32)))


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


# What `strict_json.loads` refuses, and beside it the greatest that it reads.
UNREADABLE: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("members", {str(n): 0 for n in range(1025)}, {str(n): 0 for n in range(1024)}),
    ("members inside", {"a": {str(n): 0 for n in range(1025)}}, {"a": {str(n): 0 for n in range(1024)}}),
    ("levels", {"a": nested(64)}, {"a": nested(63)}),
    ("values", {"a": [0] * 32768}, {"a": [0] * 32767}),
    ("digits", {"a": 10**300}, {"a": 10**300 - 1}),
    ("digits of a negative number", {"a": [-(10**299)]}, {"a": [1 - 10**299]}),
    ("a name twice", {"a": {1: 2, "1": 3}}, {"a": {1: 2, "2": 3}}),
    ("a name twice, true", {"a": [{True: 2, "true": 3}]}, {"a": [{True: 2, "True": 3}]}),
    ("a name twice, null", {"a": {"b": {None: 2, "null": 3}}}, {"a": {"b": {None: 2}}}),
    ("a name twice, float", {"a": {1.5: 2, "1.5": 3}}, {"a": {1.5: 2, "1.50": 3}}),
)


def readable(value: Any) -> Any:
    """Return what a reader sees: names as text, in JSON's spelling."""
    if isinstance(value, dict):
        return {_NAMES.get(repr(name), str(name)): readable(item) for name, item in value.items()}
    return [readable(item) for item in value] if isinstance(value, list) else value


_NAMES = {"True": "true", "None": "null"}


class Claims(unittest.TestCase):
    def test_jwt(self) -> None:
        for case, bad, good in UNREADABLE:
            with self.subTest(case):
                with self.assertRaises(JamEncodingError):
                    jwt.encode(bad, KEY)
                self.assertEqual(jwt.decode(jwt.encode(good, KEY), KEY), readable(good))

    def test_encrypted_jwt(self) -> None:
        for case, bad, good in UNREADABLE[:5]:
            with self.subTest(case):
                with self.assertRaises(JamEncodingError):
                    jwt.encrypt(bad, DIRECT, {"alg": "dir", "enc": "A128CBC-HS256"})
                token = jwt.encrypt(good, DIRECT, {"alg": "dir", "enc": "A128CBC-HS256"})
                self.assertEqual(jwt.decrypt(token, DIRECT), good)

    def test_header(self) -> None:
        with self.assertRaises(JamEncodingError):
            jws.sign(b"", KEY, {"x": {1: 2, "1": 3}})
        with self.assertRaises(JamEncodingError):
            jwt.encode({}, KEY, header={"x": "y" * limits.MAX_HEADER_BYTES})
        with self.assertRaises(JamJWEEncryptionError):
            jwe.encrypt(b"", DIRECT, {"alg": "dir", "x": "y" * limits.MAX_HEADER_BYTES})

    def test_paseto(self) -> None:
        paseto = PASETOv4.key("local", bytes(32))
        for case, bad, good in UNREADABLE:
            with self.subTest(case):
                with self.assertRaises(JamEncodingError):
                    paseto.encode(bad)
                with self.assertRaises(JamEncodingError):
                    paseto.encode({}, footer=bad)
                paseto.decode(paseto.encode(good))

    def test_session(self) -> None:
        sessions = create_instance("memory")
        for case, bad, good in UNREADABLE:
            with self.subTest(case):
                with self.assertRaises(JamSessionDataError):
                    sessions.create("alice", bad)
                session_id = sessions.create("alice", good)
                self.assertIsNotNone(sessions.get(session_id))
                with self.assertRaises(JamSessionDataError):
                    sessions.update(session_id, bad)


class Sizes(unittest.TestCase):
    """A bound of 600 bytes stands for the usual MiB."""

    def setUp(self) -> None:
        patch = mock.patch.object(limits, "MAX_TOKEN_BYTES", 600)
        patch.start()
        self.addCleanup(patch.stop)

    def longest(self, write: Any, read: Any, refused: type[Exception]) -> None:
        """Every size is either read back or refused by the writer; both happen."""
        written = 0
        for size in range(600):
            try:
                token = write(size)
            except refused:
                break
            read(token)
            written += 1
        self.assertTrue(100 < written < 600, written)

    def test_compact_jws(self) -> None:
        self.longest(
            lambda n: jws.sign(b"x" * n, KEY), lambda token: jws.verify(token, KEY), JamJWSSigningError
        )
        self.longest(
            lambda n: jwt.encode({"x": "y" * n}, KEY),
            lambda token: jwt.decode(token, KEY),
            JamJWSSigningError,
        )

    def test_json_jws(self) -> None:
        self.longest(
            lambda n: jws.sign_json(b"x" * n, [(KEY, None, {"kid": "a"})] * 2),
            lambda token: jws.verify(token, KEY),
            JamJWSSigningError,
        )

    def test_signatures(self) -> None:
        signers = [(KEY, None, None)] * (limits.MAX_SIGNATURES + 1)
        with self.assertRaises(JamJWSSigningError):
            jws.sign_json(b"", signers)

    def test_jwe(self) -> None:
        header = {"alg": "dir", "enc": "A128CBC-HS256"}
        self.longest(
            lambda n: jwe.encrypt(b"x" * n, DIRECT, header),
            lambda token: jwe.decrypt(token, DIRECT),
            JamJWEEncryptionError,
        )
        self.longest(
            lambda n: jwe.encrypt_json(b"x" * n, [(DIRECT, None)], header),
            lambda token: jwe.decrypt(token, DIRECT),
            JamJWEEncryptionError,
        )


class Copies(unittest.TestCase):
    def test_a_used_key_copies_to_itself(self) -> None:
        key = JWK(OCT)
        token = jwt.encode({"sub": "alice"}, key)
        jwt.decode(token, key)
        self.assertIs(copy.copy(key), key)
        self.assertIs(copy.deepcopy(key), key)
        [copied] = copy.deepcopy({"keys": JWKSet([key])})["keys"].keys
        self.assertEqual(jwt.decode(token, copied), {"sub": "alice"})


if __name__ == "__main__":
    unittest.main()
