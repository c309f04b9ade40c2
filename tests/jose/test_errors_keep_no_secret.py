"""No exception leads to the text it was raised for: neither its words, nor its cause, nor its context."""

from __future__ import annotations

import base64
import unittest
from typing import Any, Callable, Iterator

from jamlite.encoding import base32, base64url, strict_json
from jamlite.encoding.basic_auth import basic_auth_decode, basic_auth_encode
from jamlite.exceptions import JamError
from jamlite.jose import JWK, JWKSet, jwe, jws, jwt
from tests.tools.transcribe.jose_forge import OCT, b64u

SECRET = "correct-horse-battery-staple"
ODD = SECRET + "\ud800"  # no UTF-8
ACCENT = SECRET + "\xe9"  # not ASCII
BROKEN = '{"k": "' + SECRET + '", "n": 1'  # not JSON
KEY = JWK(OCT)
KEY_OF_EC = JWK.generate("EC")
DIRECT = JWK.from_secret(bytes(range(32)))
TO_DIRECT = {"alg": "dir", "enc": "A128CBC-HS256"}


def token(payload: str) -> str:
    return jws.sign(payload.encode("utf-8", "surrogatepass"), KEY)


def encrypted(payload: str) -> str:
    return jwe.encrypt(payload.encode("utf-8", "surrogatepass"), DIRECT, TO_DIRECT)


CALLS: tuple[tuple[str, Callable[[], Any]], ...] = (
    *((f"loads {text[-9:]!r}", lambda text=text: strict_json.loads(text)) for text in (BROKEN, f'"{ODD}"')),
    ("loads bytes", lambda: strict_json.loads(BROKEN.encode() + b"\xff")),
    ("loads space", lambda: strict_json.loads("  " + BROKEN)),
    ("loads number", lambda: strict_json.loads(f'["{SECRET}", 1e999]')),
    ("loads twice", lambda: strict_json.loads(f'{{"{SECRET}": 1, "{SECRET}": 2}}')),
    ("loads NaN", lambda: strict_json.loads(f'["{SECRET}", NaN]')),
    ("loads deep", lambda: strict_json.loads("[" * 99 + f'"{SECRET}"')),
    ("dumps", lambda: strict_json.dumps([ODD])),
    ("dumps type", lambda: strict_json.dumps({SECRET: object()})),
    ("dumps NaN", lambda: strict_json.dumps({SECRET: float("nan")})),
    ("dumps twice", lambda: strict_json.dumps({SECRET: {1: 1, "1": 2}})),
    ("dumps name", lambda: strict_json.dumps({(SECRET,): 1})),
    ("base64url", lambda: base64url.decode(ACCENT)),
    ("base64url characters", lambda: base64url.decode(SECRET + "!")),
    ("base32", lambda: base32.decode(ACCENT)),
    ("secret", lambda: JWK.from_secret(ODD)),
    ("password", lambda: JWK.from_password(ODD)),
    ("secret as key", lambda: jwt.decode(token("{}"), ODD)),
    ("JWK text", lambda: JWK.from_json(BROKEN)),
    ("JWKS text", lambda: JWKSet.from_json(BROKEN)),
    ("JWK dict", lambda: jwt.decode(token("{}"), {"kty": "oct", "k": ODD})),
    ("JWK octets", lambda: JWK({"kty": "oct", "k": ACCENT})),
    ("PEM", lambda: JWK.from_pem("-----BEGIN PRIVATE KEY-----\n" + ACCENT + "\n-----END PRIVATE KEY-----")),
    ("password of a key", lambda: KEY_OF_EC.to_pem(password=ODD)),
    ("login", lambda: basic_auth_encode("x", ODD)),
    ("credentials", lambda: basic_auth_decode(base64.b64encode(SECRET.encode() + b":\xff").decode())),
    ("OpenSSH", lambda: JWK.from_openssh("ssh-ed25519 " + SECRET)),
    ("claims", lambda: jwt.encode({"a": ODD}, KEY)),
    ("claim names", lambda: jwt.encode({SECRET: 1, (SECRET,): 2}, KEY)),  # type: ignore[dict-item]
    ("header", lambda: jwt.encode({}, KEY, header={"a": ODD})),
    ("token", lambda: jwt.decode(f"a.{ACCENT}.c", KEY)),
    ("token header", lambda: jwt.decode(f"{b64u(BROKEN.encode())}.e30.c", KEY)),
    ("payload", lambda: jwt.decode(token(BROKEN), KEY)),
    ("payload surrogate", lambda: jwt.decode(token(f'{{"a":"{ODD}"}}'), KEY)),
    ("JSON token", lambda: jws.verify(BROKEN, KEY)),
    ("JSON payload", lambda: jws.verify({"payload": ODD, "protected": "e30", "signature": "AA"}, KEY)),
    ("unencoded payload", lambda: jws.sign_json(
        ODD.encode("utf-8", "surrogatepass"), [(KEY, {"b64": False, "crit": ["b64"]}, None)]
    )),
    ("JWE", lambda: jwe.decrypt(f"{ACCENT}....", DIRECT)),
    ("JWE header", lambda: jwe.decrypt(f"{b64u(BROKEN.encode())}....", DIRECT)),
    ("JWE text", lambda: jwe.decrypt(BROKEN, DIRECT)),
    ("JWE content", lambda: jwt.decrypt(encrypted(BROKEN), DIRECT)),
    ("JWE content surrogate", lambda: jwt.decrypt(encrypted(f'{{"a":"{ODD}"}}'), DIRECT)),
    ("JWE members", lambda: jwe.encrypt_json(b"", [(DIRECT, {"a": ODD})], TO_DIRECT)),
)  # fmt: skip


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if error.__cause__ is not None:
            yield from chain(error.__cause__)
        error = error.__context__


def held(error: BaseException) -> str:
    """Return all that an error holds: words, arguments, attributes of the standard library's errors."""
    attributes = [getattr(error, name, None) for name in ("doc", "object", "msg", "obj", "details", "args")]
    return repr((str(error), attributes, getattr(error, "__dict__", None)))


class Chains(unittest.TestCase):
    def test_no_error_leads_to_its_text(self) -> None:
        for name, call in CALLS:
            with self.subTest(name):
                with self.assertRaises(JamError) as caught:
                    call()
                for error in chain(caught.exception):
                    self.assertNotIn("correct-horse", held(error), type(error).__name__)


if __name__ == "__main__":
    unittest.main()
