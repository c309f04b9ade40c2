"""What importing jamlite loads: exactly these modules, and nothing that costs time for nothing."""

from __future__ import annotations

import subprocess
import sys
import unittest
from importlib.util import find_spec

from jamlite.jose import jwt

from .jose.samples import key
from .support import ROOT

# Never on the way to a verified token: each takes longer to load than the verification.
EXPENSIVE = {
    "argparse",
    "asyncio",
    "base64",
    "ctypes",
    "dataclasses",
    "inspect",
    "logging",
    "random",
    "secrets",
    "socket",
    "ssl",
    "sqlite3",
    "tempfile",
    "threading",
    "typing",
    "urllib.request",
    "uuid",
}

FACADE = """
from jamlite import Jam
jam = Jam(config={"jose": {"jwt": {"alg": "HS256", "secret_key": "k123456789abcdef0123456789abcdef"}}})
jam.jwt_decode(jam.jwt_encode(sub="somebody", exp=60), check_list=None)
"""

FACADE_MODULES = """
jamlite.jam.facade_methods
jamlite jamlite.clock jamlite.crypto jamlite.crypto.gate jamlite.crypto.hashes
jamlite.crypto.hmac jamlite.crypto.randomness jamlite.driver jamlite.encoding jamlite.encoding.base64url
jamlite.encoding.checks jamlite.encoding.strict_json jamlite.encoding.user_objects jamlite.exceptions
jamlite.exceptions.base jamlite.exceptions.crypto jamlite.exceptions.jose
jamlite.exceptions.jwt jamlite.exceptions.oauth2 jamlite.jam jamlite.jam.accepting
jamlite.jam.aliases jamlite.jam.base_jam
jamlite.jam.config_files jamlite.jam.config_sections jamlite.jam.consulting
jamlite.jam.dotted jamlite.jam.facade
jamlite.jam.jws_module jamlite.jam.jwt_module jamlite.jam.redacting_logger jamlite.jam.serializers
jamlite.jose jamlite.jose.header jamlite.jose.jwa jamlite.jose.jwk jamlite.jose.jwk_members
jamlite.jose.jwk_set jamlite.jose.jws jamlite.jose.jws_message jamlite.jose.jws_payload
jamlite.jose.jwt_claims jamlite.jose.jwt_signed jamlite.jose.key_like jamlite.jose.limits
jamlite.jose.prepared jamlite.jose.signing jamlite.jose.token_key jamlite.keys
jamlite.keys.oct jamlite.keys.record jamlite.optional
""".split()  # noqa: SIM905 - a list of fifty lines says no more

HS256 = """
from jamlite.jose import JWK, jwt
key = JWK.from_secret("k123456789abcdef0123456789abcdef")
jwt.decode(jwt.encode({"sub": "somebody"}, key), key)
"""

HS256_TEXT = HS256.replace("JWK, ", "").replace("JWK.from_secret", "str")

ES256 = """
from jamlite.jose import JWK, jws
key = JWK({"kty": "EC", "crv": "P-256",
           "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
           "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})
jws.verify("eyJhbGciOiJFUzI1NiJ9"
           ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
           ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q", key)
"""

# The key and the token of RFC 7515 appendix A.3.
ES256_PEM = """
from jamlite.jose import jwt
jwt.decode("eyJhbGciOiJFUzI1NiJ9"
           ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
           ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
           "-----BEGIN PUBLIC KEY-----\\n"
           "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\\n"
           "6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\\n"
           "-----END PUBLIC KEY-----\\n", now=1300819379)
"""


# Not on the way to a first token either. Elsewhere the interpreter itself needs some of them, for JSON.
AVOIDABLE = (
    EXPENSIVE | {"contextlib", "datetime", "enum", "functools", "json", "re", "urllib.parse"}
    if sys.implementation.name == "cpython"
    else {"asyncio", "argparse", "dataclasses", "logging", "ssl", "urllib.request"}
)

PASETO = """
from jamlite.paseto import PASETOv4
key = PASETOv4.key("local", bytes(range(100, 132)))
key.decode(key.encode({"sub": "somebody", "exp": "2999-01-01T00:00:00Z"}))
"""

HAS_OWN_SHA2 = sys.implementation.name == "cpython" and any(map(find_spec, ("_sha2", "_sha256")))


def loaded_by(code: str) -> set[str]:
    """Return the modules that `code` loads in a fresh interpreter, beyond what it starts with."""
    program = f"import sys; before = set(sys.modules)\n{code}\nprint(*sorted(set(sys.modules) - before))"
    command = [sys.executable, "-S", "-E", "-c", f"import sys; sys.path.insert(0, {ROOT!r})\n{program}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stderr)
    return set(done.stdout.split())


class ImportTime(unittest.TestCase):
    def test_import_jamlite_loads_one_module(self) -> None:
        self.assertEqual(loaded_by("import jamlite"), {"jamlite"})

    def test_the_facade_and_an_hs256_token(self) -> None:
        loaded = loaded_by(FACADE)
        self.assertEqual(
            sorted(name for name in loaded if name.startswith("jamlite")), sorted(FACADE_MODULES)
        )

    def test_a_first_token_loads_little_of_the_standard_library(self) -> None:
        dated = {"datetime"}  # PASETO has dates
        for name, code, allowed in (
            ("facade", FACADE, set()),
            ("HS256", HS256, set()),
            ("HS256, random bytes", HS256.replace('"k1234', 'bytes(range(128, 160)) or "k1234'), set()),
            ("ES256", ES256, set()),
            ("ES256, PEM", ES256_PEM, set()),
            ("PASETO", PASETO, dated),
        ):
            with self.subTest(name):
                self.assertEqual(loaded_by(code) & AVOIDABLE - allowed, set())

    def test_an_hs256_token_loads_what_it_needs(self) -> None:
        for code, count in ((HS256, 33), (HS256_TEXT, 31)):
            loaded = {name for name in loaded_by(code) if name.startswith("jamlite")}
            self.assertLessEqual(len(loaded), count, sorted(loaded))
            self.assertFalse([name for name in loaded if "jwe" in name or "jwk_set" in name or "pem" in name])
            self.assertNotIn("jamlite.keys.traces", loaded)  # as slow as the rest together

    def test_a_verified_es256_token_loads_no_other_algorithm(self) -> None:
        loaded = loaded_by(ES256)
        for other in ("rsa", "aes", "ed25519", "x25519", "chacha20", "ecdh"):
            self.assertNotIn(f"jamlite.crypto.{other}", loaded)

    @unittest.skipUnless(HAS_OWN_SHA2, "hashlib's is all that there is")
    def test_a_first_verified_token_loads_no_openssl(self) -> None:
        codes = [ES256, ES256_PEM]
        for alg in ("EdDSA", "RS256", "ES384"):
            token, public = jwt.encode({"sub": "a"}, key(alg), alg=alg), key(alg).public().to_dict()
            codes.append(f"from jamlite.jose import jwt; jwt.decode({token!r}, {public!r})")
        for code in codes:
            with self.subTest(code):
                self.assertEqual(loaded_by(code) & {"hashlib", "_hashlib", "hmac"}, set())

    def test_a_pem_text_loads_no_recogniser_of_secrets(self) -> None:
        loaded = {name for name in loaded_by(ES256_PEM) if name.startswith("jamlite")}
        self.assertLessEqual(len(loaded), 39, sorted(loaded))
        self.assertFalse(loaded & {"jamlite.keys.traces", "jamlite.keys.spellings", "jamlite.keys.oct"})

    def test_a_guard_before_an_application_loads_no_login(self) -> None:
        for gateway in ("wsgi", "asgi"):
            with self.subTest(gateway):
                loaded = loaded_by(f"import jamlite.ext.{gateway}")
                self.assertEqual(loaded & (AVOIDABLE | {"hashlib"}), set())
                own = {name for name in loaded if name.startswith("jamlite")}
                self.assertLessEqual(len(own), 42, sorted(own))
                self.assertNotIn("jamlite.ext.provider_login", own)

    def test_rooms_name_what_they_do_not_have(self) -> None:
        import jamlite
        import jamlite.jose

        for module in (jamlite, jamlite.jose):
            with self.assertRaises(AttributeError):
                module.no_such_name  # noqa: B018 - the error is the point


if __name__ == "__main__":
    unittest.main()
