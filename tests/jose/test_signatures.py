"""The form of a signature and of a key, for every algorithm (security 17, 20 to 23, 31, 33, 34, 65).

The vectors in jws.jamlite.json bend one signature of each family; here each algorithm's own is bent.
"""

from __future__ import annotations

import unittest
from typing import Any

from jamlite.crypto import _rsa_public
from jamlite.encoding import base64url
from jamlite.exceptions import JamJWKValidationError
from jamlite.exceptions.jose import JamJWSInvalidFormatError, JamJWSValidationError, JamJWSVerificationError
from jamlite.jose import JWK, jws
from tests.tools.transcribe.jose_forge import OCT, b64u, token, unb64u

from .samples import ALGORITHMS, ODD, key

ORDERS = {
    "ES256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "ES384": 2**384 - 1388124618062372383947042015309946732620727252194336364173,
    "ES512": 2**521 - 657877501894328237357444332315020117536923257219387276263472201219398408051703,
    "ES256K": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
}
L = {"Ed25519": 2**252 + 27742317777372353535851937790883648493,
     "Ed448": 2**446 - 13818066809895115352007386748515426880336692474882178609894547503885}  # fmt: skip
PAYLOAD = b"payload"


class Signatures(unittest.TestCase):
    def setUp(self) -> None:
        self.alg = ""

    def refuses(self, *tags: bytes) -> None:
        """Each of these in the place of the right signature of `self.alg`."""
        good = jws.sign(PAYLOAD, key(self.alg), alg=self.alg)
        start, _, right = good.rpartition(".")
        self.assertEqual(jws.verify(good, key(self.alg), algorithms=[self.alg]).payload, PAYLOAD)
        for tag in tags:
            self.assertNotEqual(tag, unb64u(right))
            with (
                self.subTest(alg=self.alg, size=len(tag)),
                self.assertRaises(JamJWSVerificationError, msg=tag.hex()),
            ):
                jws.verify(f"{start}.{b64u(tag)}", key(self.alg))

    def right(self, alg: str) -> bytes:
        self.alg = alg
        return unb64u(jws.sign(PAYLOAD, key(alg), alg=alg).rpartition(".")[2])

    def test_every_algorithm(self) -> None:
        """security 13, 20 to 23: empty, cut, lengthened, doubled, zero, ones, one bit changed."""
        for alg in ALGORITHMS:
            tag = self.right(alg)
            self.refuses(
                b"", tag[:1], tag[: len(tag) // 2], tag[:-1], tag[1:], tag + b"\0", b"\0" + tag, tag * 2,
                bytes(len(tag)), b"\xff" * len(tag), bytes((tag[0] ^ 1,)) + tag[1:],
                tag[:-1] + bytes((tag[-1] ^ 1,)), tag[::-1],
            )  # fmt: skip

    def test_ecdsa(self) -> None:
        """security 20: r and s from 1 to n - 1, each of full length; no DER."""
        for alg, n in ORDERS.items():
            tag = self.right(alg)
            size = len(tag) // 2
            r, s, order = tag[:size], tag[size:], n.to_bytes(size, "big")
            number = int.from_bytes(s, "big")

            def der(octets: bytes) -> bytes:
                value = int.from_bytes(octets, "big")
                octets = value.to_bytes(value.bit_length() // 8 + 1, "big")
                return b"\2" + bytes((len(octets),)) + octets

            body = der(r) + der(s)
            above = (number + n) % 256**size
            self.refuses(
                bytes(size) + s, r + bytes(size), order + s, r + order, bytes(2 * size), order * 2, s + r,
                b"\x30" + bytes((len(body),)) + body, r + above.to_bytes(size, "big"), b"\0" + r + b"\0" + s,
            )  # fmt: skip

    def test_rsa(self) -> None:
        """security 21: of the modulus' length and below it; PS and RS do not stand for each other."""
        numbers = rsa_numbers()
        for alg in ("RS256", "RS512", "PS256", "PS512"):
            tag = self.right(alg)
            self.assertEqual(len(tag), 256)
            modulus = numbers["n"].to_bytes(256, "big")
            above = int.from_bytes(tag, "big") + numbers["n"]
            self.refuses(modulus, above.to_bytes(257, "big"), bytes(255) + b"\1", b"\0" + modulus)
        for alg, other in (("RS256", "PS256"), ("PS256", "RS256"), ("RS256", "RS384"), ("PS512", "PS256")):
            foreign, self.alg = self.right(other), alg
            self.refuses(foreign)

    def test_eddsa(self) -> None:
        """security 22: S below L, keys that are not of small order."""
        for alg, order in L.items():
            tag = self.right(alg)
            size = len(tag) // 2
            number = int.from_bytes(tag[size:], "little") + order
            self.refuses(tag[:size] + number.to_bytes(size, "little"), tag[size:] + tag[:size])
        for crv, size in (("Ed25519", 32), ("Ed448", 57)):
            x = b64u(b"\1" + bytes(size - 1))
            with self.assertRaises((JamJWKValidationError, JamJWSVerificationError)):
                small = JWK({"kty": "OKP", "crv": crv, "x": x})
                jws.verify(
                    token({"alg": crv}, PAYLOAD).rpartition(".")[0] + f".{x}{b64u(bytes(size))}", small
                )

    def test_hmac(self) -> None:
        """security 23: no truncated tag, whatever its length."""
        for alg in ("HS256", "HS384", "HS512"):
            tag = self.right(alg)
            self.refuses(*(tag[:size] for size in range(len(tag))))


class Headers(unittest.TestCase):
    def test_alg_is_a_string_of_the_table(self) -> None:
        """security 17."""
        for alg in (
            *(odd for odd in ODD if not isinstance(odd, (str, float))),
            "hs256",
            "HS256 ",
            " HS256",
            "HS256\0",
            "HS-256",
            "none",
            "",
            ["HS256"],
            {"HS256": 1},
        ):
            try:
                whole = token({"alg": alg})
            except TypeError:  # not JSON
                continue
            with self.subTest(alg=alg), self.assertRaises(JamJWSValidationError):
                jws.verify(whole, OCT)
        with self.assertRaises(JamJWSValidationError):
            jws.verify(token({}), OCT)

    def test_three_segments(self) -> None:
        """security 31: nothing more, nothing less, no other kind of token."""
        good = token({"alg": "HS256"})
        header, body, tag = good.split(".")
        for text in (
            header, f"{header}.{body}", f"{good}.", f".{good}", f"{good}.{tag}", f"{good}.{tag}.{tag}",
            f"v4.public.{tag}", f"v4.local.{tag}.{tag}", f"{header}..{body}.{tag}", "...", "..", ".", "",
        ):  # fmt: skip
            with self.subTest(text=text[:30]), self.assertRaises(JamJWSInvalidFormatError):
                jws.verify(text, OCT)

    def test_what_must_be_accepted(self) -> None:
        """security 34."""
        headers: tuple[dict[str, Any], ...] = (
            {"cty": "odd/type"}, {"kid": "../../etc/passwd'; DROP"}, {"kid": ""},
            {"unknown": [None, {"a": 1.5}]}, {"typ": ""},
            {"jku": "https://nobody.example"}, {"x5t": "AAAA"}, {"": 1}, {"é": "ü"},
        )  # fmt: skip
        for more in headers:
            for payload in (b"", b"\0\xff", b"x" * 100_000, "é".encode()):
                verified = jws.verify(token({"alg": "HS256", **more}, payload), OCT)
                self.assertEqual((verified.payload, verified.header), (payload, {"alg": "HS256", **more}))


def rsa_numbers() -> dict[str, int]:
    members = key("RS256").to_dict()
    return {name: int.from_bytes(base64url.decode(members[name]), "big") for name in ("n", "e")}


class RSAKeys(unittest.TestCase):
    def refuses(self, n: int, e: int = 65537) -> None:
        members = {"kty": "RSA", "n": number_text(n), "e": number_text(e)}
        with self.subTest(bits=n.bit_length(), e=e), self.assertRaises(JamJWKValidationError):
            JWK(members)

    def test_sizes_and_exponents(self) -> None:
        """security 33: one below, at, one above; even and small exponents."""
        n = rsa_numbers()["n"]
        for bits in (512, 1024, 2040, 2047, 16385, 20000):
            self.refuses((1 << bits - 1) | (n >> 2048 - min(bits, 2048) + 1) | 1)
        for bits in (2048, 2049, 16384):
            modulus = (3 << bits - 2) | (n % (1 << 1000)) | 1
            JWK({"kty": "RSA", "n": number_text(modulus), "e": "AQAB"})
        for e in (1, 2, 4, 65536, n - 1):
            self.refuses(n, e)
        self.refuses(n + 1)

    def test_roca(self) -> None:
        """security 65: a modulus that is a power of 65537 modulo each small prime."""
        product = 1
        for prime, _ in _rsa_public._ROCA:
            product *= prime
        for power in (0, 1, 1000):
            modulus = pow(65537, power, product) + product * ((1 << 2047) // product + 1)
            modulus += 0 if modulus & 1 else product
            self.refuses(modulus)


def number_text(value: int) -> str:
    return b64u(value.to_bytes((value.bit_length() + 7) // 8, "big"))


if __name__ == "__main__":
    unittest.main()
