"""Nothing stands in a key that its standard does not put there: an element more, at any depth, is refused."""

from __future__ import annotations

import unittest
from collections.abc import Callable, Iterator

from jamlite.encoding.der_reading import BIT_STRING, OCTET_STRING, Reader, context
from jamlite.encoding.der_writing import (
    NULL,
    bit_string,
    encode,
    integer,
    object_identifier,
    octet_string,
    sequence,
)
from jamlite.exceptions import JamEncodingError, JamError, JamInvalidKeyError
from jamlite.keys import der_dumping, ec_private_key, pkcs1, pkcs8, spki, x509
from jamlite.keys.akp import AKPKey

from . import samples

Read = Callable[[bytes], object]
P256, P384 = (object_identifier(oid) for oid in ("1.2.840.10045.3.1.7", "1.3.132.0.34"))
_IMPLICIT = context(1, constructed=False)


def _is_whole(data: bytes) -> bool:
    try:
        reader = Reader(data)
        reader.whole()
        reader.finish()
    except JamEncodingError:
        return False
    return data[0] in (0x30, OCTET_STRING)


def _parts(content: bytes) -> list[bytes]:
    reader, parts = Reader(content), []
    while reader.next_tag() is not None:
        parts.append(reader.whole())
    return parts


def grown(element: bytes) -> Iterator[bytes]:
    """Yield `element` with a NULL more at the end of each value in it that holds others."""
    tag, content = element[0], Reader(element).content(element[0])
    if tag & 0x20:
        parts = _parts(content)
        yield encode(tag, content, NULL)
        for place, part in enumerate(parts):
            for more in grown(part):
                yield encode(tag, *parts[:place], more, *parts[place + 1 :])
    elif tag in (OCTET_STRING, BIT_STRING, _IMPLICIT):
        start = b"" if tag == OCTET_STRING else b"\0"
        inner = content[len(start) :]
        if _is_whole(inner):
            yield encode(tag, start, inner, NULL)
            for more in grown(inner):
                yield encode(tag, start, more)


def keys() -> Iterator[tuple[str, Read, bytes]]:
    """Yield a key of each form: its name, what reads it, the DER."""
    made = {**samples.asymmetric(), "ML-DSA-44": AKPKey("ML-DSA-44", None, bytes(32))}
    for name, key in made.items():
        info = der_dumping.private_key_info(key)
        yield f"{name}, SPKI", spki.decode, der_dumping.subject_public_key_info(key)
        yield f"{name}, PKCS#8", pkcs8.decode, info
        if key.kty == "EC":
            yield f"{name}, SEC 1", ec_private_key.decode, der_dumping.ec_private_key(key)
        if key.kty == "RSA":
            yield "RSA, PKCS#1 public", pkcs1.decode_public, der_dumping.rsa_public_key(key)
            yield "RSA, PKCS#1 private", pkcs1.decode_private, der_dumping.rsa_private_key(key)
        if key.kty == "OKP":
            _, algorithm, private = _parts(Reader(info).content(0x30))
            public = bit_string(key.x, _IMPLICIT)
            yield f"{name}, PKCS#8 v2", pkcs8.decode, sequence(integer(1), algorithm, private, public)
        if name == "Ed25519":
            public = encode(context(1), bit_string(key.x))
            yield "Ed25519, ring", pkcs8.decode, sequence(integer(1), algorithm, private, public)
    for form in ("expanded", "both"):
        yield f"ML-DSA-44, {form}", pkcs8.decode, der_dumping.private_key_info(made["ML-DSA-44"], form)


class Structure(unittest.TestCase):
    def test_an_element_more(self) -> None:
        count = 0
        for name, read, data in keys():
            read(data)
            for more in grown(data):
                count += 1
                with self.subTest(name, data=more.hex()[:200]), self.assertRaises(JamError):
                    read(more)
        self.assertGreater(count, 70)

    def test_a_certificate_with_an_element_more(self) -> None:
        info = der_dumping.subject_public_key_info(samples.private_keys()["P-256"])
        fields = sequence(integer(1), *[sequence()] * 4, info)
        self.assertEqual(x509.public_key(sequence(fields, sequence(), bit_string(b"x"))).kty, "EC")
        with self.assertRaises(JamEncodingError):
            x509.public_key(sequence(fields, sequence(), bit_string(b"x"), NULL))

    def test_versions(self) -> None:
        rsa, ec = (samples.private_keys()[name] for name in ("RSA", "P-256"))
        for read, data in (
            (pkcs1.decode_private, der_dumping.rsa_private_key(rsa)),
            (ec_private_key.decode, der_dumping.ec_private_key(ec)),
            (pkcs8.decode, der_dumping.private_key_info(ec)),
        ):
            right, *others = _parts(Reader(data).content(0x30))
            for version in range(4):
                written = sequence(integer(version), *others)
                with self.subTest(read=read.__module__, version=version):
                    if integer(version) == right:
                        read(written)
                    else:
                        self.assertRaises(JamInvalidKeyError, read, written)

    def test_two_curves(self) -> None:
        """PKCS#8 names the curve, and so may what it holds (RFC 5915 section 3)."""
        key = samples.private_keys()["P-256"]
        data = der_dumping.ec_private_key(key)
        self.assertEqual(ec_private_key.decode(data, "P-256").d, key.d)
        with self.assertRaisesRegex(JamInvalidKeyError, "two curves"):
            ec_private_key.decode(data, "secp256k1")
        for others, curve in ((P384, None), (P256 + P384, None), (b"", "P-256"), (b"", None)):
            own = sequence(integer(1), octet_string(key.d.to_bytes(32, "big")), encode(context(0), others))
            with self.subTest(others.hex()), self.assertRaises(JamError):
                ec_private_key.decode(own, curve)

    def test_only_ed25519_has_the_form_of_ring(self) -> None:
        for name in ("X25519", "Ed448", "X448"):
            key = samples.private_keys()[name]
            _, algorithm, private = _parts(Reader(der_dumping.private_key_info(key)).content(0x30))
            data = sequence(integer(1), algorithm, private, encode(context(1), bit_string(key.x)))
            with self.subTest(name), self.assertRaisesRegex(JamEncodingError, "under the wrong tag"):
                pkcs8.decode(data)


if __name__ == "__main__":
    unittest.main()
