"""Old key files: the vectors of the primitives, bad input, then files that OpenSSL 3.0.19 wrote."""

from __future__ import annotations

import unittest

from jamlite.encoding import der, pem
from jamlite.exceptions import JamCryptoError, JamDecryptionError, JamError, JamInvalidKeyError
from jamlite.keys import loading, old_files

from . import samples

# One P-256 key, plain and under the password "secret".
PLAIN = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg8G2wIMgLIYSBTkgp
MaJR4PooFrvmIH7RWPj+A/8OaYahRANCAAQGOKE72ORJGPM5ZT0o2awFrjYm4wvn
DcPqmmmvLC3ZFvWJhU+B4gqPFpXu2PmgcfvG+gyDobz3UeqcZ2Wrb7V1
-----END PRIVATE KEY-----
"""
FILES = {
    "PBES1, three keys": """\
-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGxMBwGCiqGSIb3DQEMAQMwDgQIUIBHWdzo3/QCAggABIGQWVzUeWlg0pSvXEQs
FKZxeBAN8YTaVxtU3DJTSL0KauHvW50kHH+13cTMR4jkmyb8phgBF3yf8rKKfoVW
ajZKRtzvBC2Gr4P2P2PNsWN8/FjZzEx9Ab+2n98B+1r4DZF9hON5tNDkMiHEsCQz
SagLNBcn/DTTuYwUUokT0KQOwqdskNWZLHsEPMyM5E59eWSP
-----END ENCRYPTED PRIVATE KEY-----
""",
    "PBES1, two keys": """\
-----BEGIN ENCRYPTED PRIVATE KEY-----
MIGxMBwGCiqGSIb3DQEMAQQwDgQIvulgo0vFBnECAggABIGQj+xlL+D8qcSmwGZj
/Inob0FCy2ODs3sCQkmPZE6W7ksUrJFIUEW3zrHVfMWoCTI6slguVepY7xzm1sCA
CmSuISb75AkOjFVsbbA8/ddjNsP+4q4KC65zRSyEyWaCoRYl5M6Rer0jCF+ZnNYD
EngM3vgAvj9QhssgY8sjX5/IktImzb1BLF0kG/fzhGvcmuBz
-----END ENCRYPTED PRIVATE KEY-----
""",
    "PBES2": """\
-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHjME4GCSqGSIb3DQEFDTBBMCkGCSqGSIb3DQEFDDAcBAh+QOMH9DPf0wICCAAw
DAYIKoZIhvcNAgkFADAUBggqhkiG9w0DBwQIJTNGFcAAwl8EgZD0RJ9vUi/T4XFC
CvJQ10ddk4FWQn/QG225H9UEmWcB8V5UN02OBwks4iQcMD/gXF+5Lo+YCsrPeq5r
0CSQOWCli2WsbtCOZmizh2tPrefXsoykSfFW/W+GyIp+7SUQpHJq327ASk6aBzEN
D3tXHyhNQQyvdUmzp6UAMz6IXwnVCIndtptIuzwnb7qFoMWWKA4=
-----END ENCRYPTED PRIVATE KEY-----
""",
    "DEK-Info, Triple DES": """\
-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: DES-EDE3-CBC,2EBB59520D7E8DED

Kcc1nhFCjmSMukeE6725CbFA5S+8qXvE29CvlvlpKbrSnxk3Pbe3U2R8YBEhQ5y7
Owvrf+2/uaiAo+sx9iTVaoHwJ7nuCbRznI0j31hDF8mOHExGklmeiK0O1He6LTkK
pjWsgVus/C4LjidjBYWqbFmErnnwb1YTZohqYHZ3t9I=
-----END EC PRIVATE KEY-----
""",
    "DEK-Info, AES-192": """\
-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-192-CBC,A9F51EF993063C717A23F5CF1229A921

dPwchlyR3hd54dcRtB3XsGOT4LTLT/WKsQO4hUtbuiQF6gR7ZyCofqD6/vGTXOEr
WH4fjxjom58CX7tYp8KJ9nzQE2b8UznCGiRcy/Na0od5Fv4rrg/+jMtbLJ+65Q1k
WeUDggJn4MRd5IG4RsvLVT2kODAMBe7BVVt4B2lsK+U=
-----END EC PRIVATE KEY-----
""",
}


class Primitives(unittest.TestCase):
    def test_triple_des(self) -> None:
        """NIST SP 800-67 appendix B.1; the second line by OpenSSL: two keys, CBC, padding."""
        key = bytes.fromhex("0123456789abcdef23456789abcdef01456789abcdef0123")
        blocks = [
            bytes.fromhex(text) for text in ("a826fd8ce53b855f", "cce21c8112256fe6", "68d5c05dd9b6b900")
        ]
        self.assertEqual(
            b"".join(old_files._cbc(key, bytes(8), block) for block in blocks), b"The qufck brown fox jump"
        )
        data = bytes.fromhex("77172ec0b6fc7a7bf178d3e8eec93a8ec149726b26030f53")
        self.assertEqual(old_files.triple_des_cbc(key[:16], b"8 octets", data), b"The quick brown fox")

    def test_the_derivation_of_pkcs12(self) -> None:
        """As `openssl kdf ... PKCS12KDF` prints it."""
        password = old_files.pkcs12_password(b"sesame")
        self.assertEqual(password.hex(), "0073006500730061006d00650000")
        for hash_name, purpose, length, expected in (
            ("sha1", 1, 24, "7cd9fd3e2b3be7691a44e3bef0f9ea0fb9b897d4e325d9d1"),
            ("sha1", 2, 8, "3f5a277f9c21ff82"),
            ("sha1", 3, 20, "91715bd27aa978513e3a40f55b8f7b567b5a9f3c"),
            ("sha256", 3, 32, "fe77df70d400fff50fe21a0cbdaeb19bc1d0063cab2d1a968d5b696e91082ecd"),
            (
                "sha512",
                1,
                64,
                "ee1bab164908309d6a3fabff63baef56aaad4c31710afec3c780c58d111fa5ddceccc5b3cc2ee076e6d5d102f555f42d4cd4fc35528a0bf58db04e65d94735fd",
            ),
        ):
            derived = old_files.pkcs12_derive(hash_name, password, b"\xff" * 8, 2048, purpose, length)
            self.assertEqual(derived.hex(), expected)

    def test_bad_input(self) -> None:
        for key, iv, data in (
            (None, bytes(8), bytes(8)),
            (bytes(8), bytes(8), bytes(8)),
            (bytes(24), "", b""),
            (bytes(24), bytes(8), bytes(old_files.MAX_SIZE + 8)),
            (bytes(24), bytes(8), 5),
        ):
            for decrypt in (old_files.triple_des_cbc, old_files.triple_des_cbc_unpadded):
                with self.assertRaises(JamCryptoError):
                    decrypt(key, iv, data)  # type: ignore[arg-type]
        for data in (b"", bytes(7), bytes(8)):
            with self.assertRaises(JamDecryptionError):
                old_files.triple_des_cbc(bytes(24), bytes(8), data)
        with self.assertRaises(JamDecryptionError):
            old_files.triple_des_cbc_unpadded(bytes(24), bytes(8), bytes(7))
        self.assertEqual(old_files.triple_des_cbc_unpadded(bytes(24), bytes(8), b""), b"")
        good = ("sha1", b"", b"", 1, 1, 24)
        self.assertEqual(len(old_files.pkcs12_derive(*good)), 24)
        for at, value in (
            (0, "md5"),
            (1, None),
            (2, bytes(1025)),
            (3, 0),
            (3, old_files.MAX_ITERATIONS + 1),
            (3, True),
            (4, 4),
            (5, 65),
        ):
            with self.subTest(at=at, value=value), self.assertRaises(JamCryptoError):
                old_files.pkcs12_derive(*(value if at == own else item for own, item in enumerate(good)))  # type: ignore[arg-type]


class Files(unittest.TestCase):
    def test_each_is_read(self) -> None:
        expected = loading.load_pem(PLAIN).to_members(True)
        for name, text in FILES.items():
            with self.subTest(name):
                self.assertEqual(loading.load_pem(text, "secret").to_members(True), expected)
                self.assertEqual(
                    loading.load_pem(text.replace("\n", "\r\n"), b"secret").to_members(True), expected
                )
                with self.assertRaisesRegex(JamDecryptionError, "password is wrong"):
                    loading.load_pem(text, "Secret")
                with self.assertRaisesRegex(JamInvalidKeyError, "password is needed"):
                    loading.load_pem(text)

    def test_files_of_the_vectors(self) -> None:
        refused = samples.cases("refuse.pyca")  # without their passwords
        for name, password, kind in (
            ("PKCS8/enc-rsa-3des.pem", "password", "RSA"),
            ("PEM_Serialization/rsa_private_key.pem", "123456", "RSA"),
            ("PEM_Serialization/ec_private_key_encrypted.pem", "123456", "EC"),
        ):
            self.assertEqual(loading.load_pem(refused[name].inputs["text"], password).kty, kind)

    def test_hostile_header_lines(self) -> None:
        text = FILES["DEK-Info, AES-192"]
        info = next(line for line in text.splitlines() if "DEK" in line)
        for other in (
            "", "DEK-Info:", "DEK-Info: AES-192-CBC", "DEK-Info: AES-192-CBC,zz", "DEK-Info: AES-192-CBC,00",
            info + "\n" + info, "DEK-Info: RC2-CBC,0011223344556677", "DEK-Info: \u00e9,00", info + "\nX: y",
        ):  # fmt: skip
            with self.subTest(other), self.assertRaises(JamInvalidKeyError):
                loading.load_pem(text.replace(info, other), "secret")
        with self.assertRaisesRegex(JamInvalidKeyError, "another cipher .* openssl pkcs8 -topk8 .*legacy"):
            loading.load_pem(text.replace("AES-192-CBC", "DES-CBC"), "secret")

    def test_changed_bytes(self) -> None:
        for name, text in FILES.items():
            (block,) = pem.decode(text)
            head = "".join(f"{line}\n" for line in block.headers) + "\n" if block.headers else ""
            for at in range(0, len(block.data), 9):
                changed = bytearray(block.data)
                changed[at] ^= 0x41
                begin, _, rest = pem.encode(block.label, bytes(changed)).partition("\n")
                with self.subTest(name, at=at), self.assertRaises(JamError):
                    if loading.load_pem(f"{begin}\n{head}{rest}", "secret").is_private:
                        raise JamDecryptionError("a changed padding or point is not always seen")

    def test_iterations_are_bounded(self) -> None:
        for count in (0, old_files.MAX_ITERATIONS + 1, 1 << 200):
            scheme = der.sequence(
                der.object_identifier("1.2.840.113549.1.12.1.3"),
                der.sequence(der.octet_string(bytes(8)), der.integer(count)),
            )
            with self.assertRaisesRegex(JamInvalidKeyError, "iterations"):
                loading.load_der(der.sequence(scheme, der.octet_string(bytes(8))), "secret")
