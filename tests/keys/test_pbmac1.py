"""PKCS#12 files whose MAC is PBMAC1: bad input first, then a file of OpenSSL 3.6."""

from __future__ import annotations

import base64
import subprocess
import sys
import unittest
from unittest import mock

from jamlite.crypto import hmac, pbkdf2
from jamlite.encoding import der, pem
from jamlite.exceptions import JamDecryptionError, JamEncodingError, JamInvalidKeyError
from jamlite.jose import JWK
from jamlite.keys import loading, pbes2

from .test_old_files import PLAIN

# openssl pkcs12 -export -pbmac1_pbkdf2 -nocerts, OpenSSL 3.6.5: the key PLAIN under this password.
OPENSSL = """
MIIB1AIBAzCCAT0GCSqGSIb3DQEHAaCCAS4EggEqMIIBJjCCASIGCSqGSIb3DQEHAaCCARMEggEPMIIBCzCCAQcGCyqGSIb3DQEMCgEC
oIH3MIH0MF8GCSqGSIb3DQEFDTBSMDEGCSqGSIb3DQEFDDAkBBDITo9kG2gg5TFAiXYWIH8bAgIIADAMBggqhkiG9w0CCQUAMB0GCWCG
SAFlAwQBKgQQlBKcDzdqFy3QgesKb6t1ggSBkOVqrKnocvScjyEzx5Zb2Oz0eEqmBo9jMf8/z4UGBjD4i7VkcgBktnFLqZWifaoqqev2
HSuRXKOYpFHckT5s/CJkfD/Zz/e4Dm6V7ANWN+RhX+4fKfVhh/6tyGO4R4dMFgiWbRNz5gdil58YaQ0mxlIbdWLNsI7gkvW3imqlRzm6
yHMbh/w0lHfPMcSTp+japjCBjTB1MFEGCSqGSIb3DQEFDjBEMDQGCSqGSIb3DQEFDDAnBBCpGD+pf9UWPCTBN0BOWkHlAgIIAAIBIDAM
BggqhkiG9w0CCQUAMAwGCCqGSIb3DQIJBQAEIFFUNKOxzokN+dHp6EFpRgznaG0FV6RM2+2BEuOnFAarBBCpGD+pf9UWPCTBN0BOWkHl
AgIIAA==
"""
FILE = base64.b64decode(OPENSSL)
PASSWORD = "p\u00e4ss \U0001f511"
HMACS = {  # RFC 8018 appendix B.1
    "sha1": "1.2.840.113549.2.7",
    "sha224": "1.2.840.113549.2.8",
    "sha256": "1.2.840.113549.2.9",
    "sha384": "1.2.840.113549.2.10",
    "sha512": "1.2.840.113549.2.11",
}
PBMAC1, PBKDF2 = "1.2.840.113549.1.5.14", "1.2.840.113549.1.5.12"
SALT, MORE = der.octet_string(b"salt"), der.NULL


def algorithm(oid: str, *parameters: bytes) -> bytes:
    return der.sequence(der.object_identifier(oid), *parameters)


def data_content(content: bytes) -> bytes:
    explicit = der.encode(der.context(0), der.octet_string(content))
    return algorithm("1.2.840.113549.1.7.1", explicit)


# An AuthenticatedSafe that holds PLAIN in the open: the MAC alone needs the password.
KEY_BAG = algorithm("1.2.840.113549.1.12.10.1.1", der.encode(der.context(0), pem.decode(PLAIN)[0].data))
SAFE = der.sequence(data_content(der.sequence(KEY_BAG)))


def kdf(
    salt: bytes = SALT,
    iterations: int = 1,
    length: int | None = 32,
    prf: bytes | None = algorithm(HMACS["sha256"], der.NULL),
    oid: str = PBKDF2,
    more: bytes = b"",
    after: bytes = b"",
) -> bytes:
    """Return the keyDerivationFunc."""
    keyed = b"" if length is None else der.integer(length)
    return algorithm(oid, der.sequence(salt, der.integer(iterations), keyed, prf or b"", more), after)


def parameters(derivation: bytes = kdf(), scheme: bytes = algorithm(HMACS["sha256"], der.NULL)) -> bytes:
    return der.sequence(derivation, scheme)


def file(
    *given: bytes,
    tag: bytes = bytes(32),
    after_digest: bytes = b"",
    rest: tuple[bytes, ...] = (der.octet_string(b"NOT USED"), der.integer(1)),
) -> bytes:
    """Return a file: `given` is what follows the OID of PBMAC1, `rest` what follows the DigestInfo."""
    info = der.sequence(algorithm(PBMAC1, *given), der.octet_string(tag), after_digest)
    return der.sequence(der.integer(3), data_content(SAFE), der.sequence(info, *rest))


def good(
    length: int = 32,
    prf: str = "sha256",
    scheme: str = "sha256",
    null: bytes = der.NULL,
    password: bytes = b"1234",
    **more: tuple[bytes, ...],
) -> bytes:
    """Return a file whose MAC is right."""
    key = pbkdf2.derive(prf, password, b"salt", 1, length)
    given = parameters(kdf(length=length, prf=algorithm(HMACS[prf], null)), algorithm(HMACS[scheme], null))
    return file(given, tag=hmac.digest(scheme, key, SAFE), **more)  # type: ignore[arg-type]


class Refusals(unittest.TestCase):
    def test_what_is_no_der_of_the_standard(self) -> None:
        derivation, scheme = kdf(), algorithm(HMACS["sha256"], der.NULL)
        for name, data in {
            "no parameters": file(),
            "parameters NULL": file(der.NULL),
            "no scheme": file(der.sequence(derivation)),
            "no salt": file(parameters(kdf(salt=b""))),
            "a salt elsewhere": file(parameters(kdf(salt=algorithm(HMACS["sha256"])))),
            "an HMAC with parameters": file(parameters(scheme=algorithm(HMACS["sha256"], der.integer(0)))),
            "more in PBKDF2": file(parameters(kdf(more=MORE))),
            "more after PBKDF2": file(parameters(kdf(after=MORE))),
            "more in the HMAC": file(parameters(scheme=algorithm(HMACS["sha256"], der.NULL, MORE))),
            "more in the parameters": file(der.sequence(derivation, scheme, MORE)),
            "more after the parameters": file(parameters(), MORE),
            "more in the DigestInfo": file(parameters(), after_digest=MORE),
            "no macSalt": good(rest=()),
            "more in the MacData": good(rest=(SALT, der.integer(1), MORE)),
            "an iteration count that is none": good(rest=(SALT, SALT)),
        }.items():
            with self.subTest(name), self.assertRaises(JamEncodingError):
                JWK.from_pkcs12(data, "1234")

    def test_algorithms(self) -> None:
        unknown = algorithm("2.16.840.1.101.3.4.2.19", der.sequence())
        for given, sentence in (
            (parameters(kdf(oid="1.3.6.1.4.1.11591.4.11")), "another key derivation than PBKDF2; convert it"),
            (parameters(kdf(oid="1.2.840.113549.1.5.13")), "another key derivation than PBKDF2; convert it"),
            (parameters(kdf(prf=unknown)), "another PRF or MAC than HMAC with .*; convert it"),
            (parameters(scheme=unknown), "another PRF or MAC than HMAC with .*; convert it: openssl pkcs12"),
        ):
            with self.subTest(sentence), self.assertRaisesRegex(JamInvalidKeyError, sentence):
                JWK.from_pkcs12(file(given), "1234")

    def test_the_length_of_the_key(self) -> None:
        """RFC 9879 section 5: it must be there; section 9: at least 20."""
        refused = self.assertRaisesRegex
        for length in (None, 0, 1, 19, pbes2.MAX_MAC_KEY + 1, 1 << 64, 1 << 4000):
            with refused(JamInvalidKeyError, "must say the length of its key, 20 to 1024 bytes"):
                JWK.from_pkcs12(file(parameters(kdf(length=length))), "1234")

    def test_work_is_bounded_before_it_is_done(self) -> None:
        with mock.patch.object(pbkdf2, "derive", side_effect=AssertionError):
            for derivation, sentence in (
                (kdf(iterations=0), "no iterations"),
                (kdf(iterations=pbes2.MAX_ITERATIONS + 1), "more iterations"),
                (kdf(iterations=1 << 2000), "more iterations"),
                (kdf(iterations=100_000, length=1024), "more iterations"),  # 32 hashes in a row
            ):
                with self.subTest(sentence), self.assertRaisesRegex(JamInvalidKeyError, sentence):
                    JWK.from_pkcs12(file(parameters(derivation)), "1234")

    def test_the_work_of_each_prf(self) -> None:
        """NSS asks for 600 000 iterations three times, also with SHA-224, which costs as SHA-256 does."""
        for prf, length, work in (("sha224", 28, 500), ("sha256", 33, 1000), ("sha512", 64, 1000)):
            derivation = kdf(iterations=500, length=length, prf=algorithm(HMACS[prf]))
            for granted, error in ((work, JamDecryptionError), (work - 1, JamInvalidKeyError)):
                with self.subTest(prf), mock.patch.object(pbes2, "MAX_WORK", granted):
                    self.assertRaises(error, JWK.from_pkcs12, file(parameters(derivation)), "1234")

    def test_the_work_is_that_of_the_whole_file(self) -> None:
        """2048 iterations for the MAC, as many for the key."""
        with mock.patch.object(pbes2, "MAX_WORK", 4096):
            self.assertTrue(JWK.from_pkcs12(FILE, PASSWORD).is_private)
        with mock.patch.object(pbes2, "MAX_WORK", 4095), self.assertRaisesRegex(JamInvalidKeyError, "work"):
            JWK.from_pkcs12(FILE, PASSWORD)

    def test_a_wrong_mac(self) -> None:
        """Also the MAC of a password in UTF-16, as the derivation of RFC 7292 has it, and a shorter one."""
        right = good()
        self.assertTrue(JWK.from_pkcs12(right, "1234").is_private)
        key = pbkdf2.derive("sha256", b"1234", b"salt", 1, 32)
        for data in (
            *(file(parameters(), tag=tag) for tag in (b"", bytes(32), hmac.digest("sha256", key, SAFE)[:31])),
            good(password="1234".encode("utf-16-be") + b"\0\0"),
            right.replace(b"salt", b"Salt"),
            right.replace(KEY_BAG[-20:], bytes(20)),
        ):
            with self.assertRaisesRegex(JamDecryptionError, "password is wrong or the PKCS#12 file"):
                JWK.from_pkcs12(data, "1234")
        for password in ("", "12345", "123", b"\xff"):
            with self.assertRaises(JamDecryptionError):
                JWK.from_pkcs12(right, password)
        with self.assertRaisesRegex(JamInvalidKeyError, "by a password; give it"):
            JWK.from_pkcs12(right)

    def test_damage(self) -> None:
        for at in range(0, len(FILE), 7):
            for bad in (FILE[:at], FILE[:at] + bytes((FILE[at] ^ 0x41,)) + FILE[at + 1 :]):
                try:
                    found = JWK.from_pkcs12(bad, PASSWORD)
                except (JamEncodingError, JamInvalidKeyError, JamDecryptionError):
                    continue
                # Only what is ignored may be damaged: the macSalt and the iterations, at the end.
                self.assertGreater(at, len(FILE) - 22)
                self.assertEqual(found.to_dict(), JWK.from_pem(PLAIN).to_dict())


class Reading(unittest.TestCase):
    def test_the_file_of_openssl(self) -> None:
        """RFC 9879 section 6: the password is UTF-8."""
        expected = loading.load_pem(PLAIN).to_members(True)
        for password in (PASSWORD, PASSWORD.encode()):
            self.assertEqual(JWK.from_pkcs12(FILE, password).to_dict(), expected)
            self.assertEqual(JWK.from_der(FILE, password).to_dict(), expected)
        for wrong in ("pass", PASSWORD.encode("utf-16-be"), PASSWORD.encode("utf-16-be") + b"\0\0"):
            with self.assertRaises(JamDecryptionError):
                JWK.from_pkcs12(FILE, wrong)

    def test_every_hmac_and_prf(self) -> None:
        for prf in HMACS:
            for scheme in HMACS:
                for null in (der.NULL, b""):  # Firefox leaves it out
                    with self.subTest(prf=prf, scheme=scheme):
                        found = JWK.from_pkcs12(good(prf=prf, scheme=scheme, null=null), "1234")
                        self.assertTrue(found.is_private)

    def test_lengths_of_the_key(self) -> None:
        for length in (20, 64, 65, 256, 1024):
            self.assertTrue(JWK.from_pkcs12(good(length), "1234").is_private)

    def test_what_is_ignored(self) -> None:
        """RFC 9879 section 4: macSalt and iterations of the MacData, whatever they are."""
        for salt in (b"", b"NOT USED", bytes(2000)):
            for count in (b"", der.integer(1), der.integer(1 << 300), der.encode(der.INTEGER, b"\xff")):
                data = good(rest=(der.octet_string(salt), count))
                self.assertTrue(JWK.from_pkcs12(data, "1234").is_private)

    def test_passwords_in_bytes_are_used_as_they_are(self) -> None:
        for password in (b"", b"\xff\xfe", b"a\0b"):
            self.assertTrue(JWK.from_pkcs12(good(password=password), password).is_private)

    def test_the_file_for_old_schemes_is_not_loaded(self) -> None:
        program = (
            "import sys\nfrom jamlite.keys import loading\n"
            f"found = loading.load_der({FILE!r}, {PASSWORD!r})\n"
            "print(found.is_private, 'jamlite.keys.old_files' in sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        self.assertEqual(done.stdout.split(), ["True", "False"], done.stderr)
