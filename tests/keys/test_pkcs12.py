"""PKCS#12: bad input first, then two files of OpenSSL 3.0.19, in its ways of today and before."""

from __future__ import annotations

import base64
import unittest
from unittest import mock

from jamlite.crypto import hmac
from jamlite.encoding import der, pem
from jamlite.exceptions import JamDecryptionError, JamEncodingError, JamError, JamInvalidKeyError
from jamlite.exceptions.jose import JamJWKValidationError
from jamlite.jose import JWK
from jamlite.keys import dumping, loading, old_files, pbes2, pkcs12, x509

from . import samples
from .test_old_files import PLAIN

# The key PLAIN and its certificate under the password "secret": PBES2 with AES and a MAC with SHA-256.
NEW = """
MIID/AIBAzCCA7IGCSqGSIb3DQEHAaCCA6MEggOfMIIDmzCCAlIGCSqGSIb3DQEHBqCCAkMwggI/AgEAMIICOAYJKoZIhvcNAQcB
MFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjZ4exOrIKdGwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEL3M
XOXJOe3dcIZ1y7QdBRWAggHQixrBKRvILTpp1PHfKCN9+E3kaH/EMAW5MNxEl+5ByMvdOgblEtbDs57747AI2GLgXt1iY7yles1r
jtjW0Oe7uP/jqutODjWeLYkdag2jt93CfmGdqSKWOHmVmYeXpapeKfEWKTjJLAKG43Hzw3+fFiKzTcF9RFIS7eyJZy6xMdGGl42K
LSn6gKNAhLeQWgQqMzWMlyyRprZKFcSw1f0Aoz3RK02M5cpEQt+SKLTG8j7CZM125f75LAEVdZWsQ2+xEglacvfu2J8XNL4/T9u6
/vHffok+k5RMFtcmmJVmGS5DJeRD2IFTlfh/l8JW8WzEDRydKN2IXmgTxNszFYCEnINkS93b73M0OetMNOOHuMj5UQDQCdu/h+mC
M/KBKNb5O6yT+MPlOZ8KE02DyzsRU+NRYICADfxpxPQS9aFgIp3kM0m2Eq32E9c31LoExqkRdIQhTOw6EXU7EvEu17K/MTBT2Y2K
x4YU8PNYIT4pe0Em/9TOzhuqyn99/g2WWoiqbTfZMoHwCl99qrmhCwvnuTErOmtLMsVrE3omiEv33E1KJBsQFREQOS4StevS/fgD
1AnW/pSy5xZZLCrzh19tICAup327EFh3iHI/SCTI2QQwggFBBgkqhkiG9w0BBwGgggEyBIIBLjCCASowggEmBgsqhkiG9w0BDAoB
AqCB7zCB7DBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIew8oDcimBJQCAggAMAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUD
BAEqBBCX/VKP5zpv73+cXczlMZ/MBIGQVYUnIt0FOBhn5hL5ADsRVBmABJiIq38ax7ZOxXdyaTApYHhZFJI33wFTqPnNtI4iBKVX
Mge65o6MWc7k6i+HOGt1kgE7apUK3PM8iITBuUR8iambkziXNS5StAQl1RVlH8QdIIWxWl62bXpYhCyjZ0O9TgII8oPINoGvYumi
YBDgmWgyjAX+WzdoqtlpFAqJMSUwIwYJKoZIhvcNAQkVMRYEFGiV4+WWu5bB6pek6GNAAeTAztblMEEwMTANBglghkgBZQMEAgEF
AAQgBSE1aFiVvhJQ362Wrk9Sv00ggPGgp/XgSxOCjuIl4PUECJPrXAZLFdtRAgIIAA==
"""
# The same with Triple DES for the key, RC2 for the certificate and a MAC with SHA-1.
OLD = """
MIIDcgIBAzCCAzgGCSqGSIb3DQEHAaCCAykEggMlMIIDITCCAhcGCSqGSIb3DQEHBqCCAggwggIEAgEAMIIB/QYJKoZIhvcNAQcB
MBwGCiqGSIb3DQEMAQYwDgQI5A+ZR1YkFcICAggAgIIB0KWYPcMZSEXbV/OPKCdVsBgJv/q/9uZgbUuqCyG77gzNY8KB5FDJ9un+
oNifnlyrnwqpud9ZWVKCJvZSt+uWfcjSsu6okDaNtvM5MyW5/KTwywm471UplcxVv67C2O7W385boIQvRnUTahn2LZY+aHmAVjxr
FExY3MSRSXu/6a4P3VbWNpgt6PC9vQ8fCoCwll/IqjZIaF2A4DneeT7kH7ayDZ0fmHrn0chvGDSIJmzOciLMGabvTksnq5Zbm+b5
RxFmP/heqjWIAW0UBU02nhEGMDG7c00kzJcT50eoIvhgKzZKGd8t/eQ4fEjaZo1yUwYVildBqLLv+l6lBX+Xk4FIn3d2haIOBwdS
hexZgqz/4QQUv2oPIDOvihjewCsnT1QZZkhh4m7tCFLvNVVuusAnLtyC23rr6zKL1ygSp4xzIQuuiUnaOwlaFSr+K0Gd+OLoECwf
dBURTcxDhUAX5MqtzzK/B4b8s6afEntctw7kfHPJ5romZfFj9GagjjqzPJNb00pZ6HFrYDVyEfBn6fm6JuIysxodzlzLcbi2HxLo
GPhrlFk9fvSJBt15NwEXdwgarNIxcHI7nvk/hd75D04Str+zM2n+mcZabG0CzmexMIIBAgYJKoZIhvcNAQcBoIH0BIHxMIHuMIHr
BgsqhkiG9w0BDAoBAqCBtDCBsTAcBgoqhkiG9w0BDAEDMA4ECMgBno0QdgorAgIIAASBkM6g1EeJRRaCIWx+WM7LNUuTaQ0/7zIT
r7dFPkbyzwtms53UmkJC1VEJvncJGPVPfsBZvNjnNSLwpixQ9ArnID38SXHSS9Ntxu29sqRL1pNOPRAGVNt0hQz8OHCgPbmHO64a
u2iEx9WLB5igTOX4lUmwwEeJcBBSdXSsKNXwsNgtDtffynGKxHEb+7QuxdXPhDElMCMGCSqGSIb3DQEJFTEWBBRolePllruWweqX
pOhjQAHkwM7W5TAxMCEwCQYFKw4DAhoFAAQUZBjTrM+Zmj4yQULA8wt435TvdZsECEM/abb4MtDaAgIIAA==
"""
FILES = {"new": base64.b64decode(NEW), "old": base64.b64decode(OLD)}


class Refusals(unittest.TestCase):
    def test_wrong_types_and_damage(self) -> None:
        for data in (None, 5, "text", b"", b"0", bytes(100), PLAIN):
            with self.subTest(data), self.assertRaises(JamError):
                JWK.from_pkcs12(data, "secret")  # type: ignore[arg-type]
        data = FILES["old"]
        for at in range(0, len(data), 40):
            changed = bytearray(data)
            changed[at] ^= 0x41
            for bad in (data[:at], bytes(changed)):
                with self.subTest(at=at), self.assertRaises(JamError):
                    JWK.from_pkcs12(bad, "secret")

    def test_passwords(self) -> None:
        for data in FILES.values():
            for password in ("", b"", "Secret", "secret\0", "\u00e4"):
                with self.assertRaisesRegex(JamDecryptionError, "password is wrong"):
                    JWK.from_pkcs12(data, password)
            with self.assertRaisesRegex(JamInvalidKeyError, "by a password; give it"):
                JWK.from_pkcs12(data)
            for wrong in (5, "\ud800"):
                with self.assertRaises(JamInvalidKeyError):
                    JWK.from_pkcs12(data, wrong)  # type: ignore[arg-type]

    def outer(self, *rest: bytes, version: int = 3, safe: bytes = b"0\0") -> bytes:
        explicit = der.encode(der.context(0), der.octet_string(safe))
        info = der.sequence(der.object_identifier("1.2.840.113549.1.7.1"), explicit)
        return der.sequence(der.integer(version), info, *rest)

    def mac(
        self,
        safe: bytes,
        iterations: int = 1,
        oid: str = "1.3.14.3.2.26",
        tag: bytes | None = None,
        salt: bytes = b"salt",
    ) -> bytes:
        key = old_files.pkcs12_derive("sha1", old_files.pkcs12_password(b"secret"), b"salt", 1, 3, 20)
        info = der.sequence(
            der.sequence(der.object_identifier(oid), der.NULL),
            der.octet_string(hmac.digest("sha1", key, safe) if tag is None else tag),
        )
        return der.sequence(info, der.octet_string(salt), der.integer(iterations))

    def test_the_length_of_a_mac_costs_nothing_and_opens_nothing(self) -> None:
        genuine = hmac.digest(
            "sha1", old_files.pkcs12_derive("sha1", b"\0s\0e\0c\0r\0e\0t\0\0", b"salt", 1, 3, 20), b"0\0"
        )
        for tag in (b"", genuine[:1], genuine[:19], genuine + b"\0", bytes(64), bytes(65), bytes(1000)):
            with (
                self.subTest(len(tag)),
                mock.patch.object(old_files, "pkcs12_derive", wraps=old_files.pkcs12_derive) as derive,
            ):
                with self.assertRaises(JamDecryptionError):
                    JWK.from_pkcs12(self.outer(self.mac(b"0\0", tag=tag)), "secret")
                self.assertEqual(derive.call_args[0][5], 20)

    def test_what_is_too_long_for_the_derivation(self) -> None:
        for mac, password in ((self.mac(b"0\0", salt=bytes(1025)), "secret"), (self.mac(b"0\0"), "x" * 2100)):
            with self.assertRaisesRegex(JamInvalidKeyError, "too long"):
                JWK.from_pkcs12(self.outer(mac), password)

    def test_structure(self) -> None:
        for data, sentence in (
            (self.outer(version=2), "version 3"),
            (self.outer(), "no key and no certificate"),
            (self.outer(self.mac(b"0\0", 0)), "iterations"),
            (self.outer(self.mac(b"0\0", old_files.MAX_ITERATIONS + 1)), "iterations"),
            (
                self.outer(self.mac(b"0\0", oid="1.2.840.113549.2.5")),
                "not supported; convert it: openssl pkcs12",
            ),
            (self.outer(self.mac(b"0\0")), "no key and no certificate"),
        ):
            with self.subTest(sentence), self.assertRaisesRegex(JamInvalidKeyError, sentence):
                JWK.from_pkcs12(data, "secret")
        with self.assertRaises(JamEncodingError):
            JWK.from_pkcs12(self.outer(self.mac(b"junk"), safe=b"junk"), "secret")


class Parts(unittest.TestCase):
    """Files put together out of the parts of FILES["new"]: the certificate encrypted, the key beside it."""

    def setUp(self) -> None:
        file = der.open_sequence(FILES["new"])
        file.integer()
        safe = pkcs12._content(file.enter(), "1.2.840.113549.1.7.1")
        parts = der.open_sequence(safe)
        self.certificate, self.key = parts.whole(), parts.whole()

    def file(self, *parts: bytes, hash_name: str = "sha1", oid: str = "1.3.14.3.2.26") -> bytes:
        safe = der.sequence(*parts)
        text = old_files.pkcs12_password(b"secret")
        key = old_files.pkcs12_derive(hash_name, text, b"salt", 1, 3, len(hmac.digest(hash_name, b"k", b"")))
        info = der.sequence(
            der.sequence(der.object_identifier(oid), der.NULL),
            der.octet_string(hmac.digest(hash_name, key, safe)),
        )
        return Refusals.outer(self, der.sequence(info, der.octet_string(b"salt")), safe=safe)  # type: ignore[arg-type]

    def test_the_order_of_the_parts_does_not_matter(self) -> None:
        expected = loading.load_pem(PLAIN).to_members(True)
        for parts in ((self.certificate, self.key), (self.key, self.certificate), (self.key, self.key)):
            key, certificates = pkcs12.decode(self.file(*parts), "secret")
            self.assertEqual(key.to_members(True), expected)
            self.assertEqual(len(certificates), parts.count(self.certificate))

    def test_without_a_mac_only_what_is_encrypted_counts(self) -> None:
        """Anybody could have put in the rest: a key of his own, for example."""
        expected = loading.load_pem(PLAIN).to_members(True)
        bag = "1.2.840.113549.1.12.10.1."
        own = loading.load_pem(JWK.generate("EC").to_pem())
        plain_key = der.sequence(
            der.object_identifier(f"{bag}1"),
            der.encode(der.context(0), dumping.dump_der(own, private=True)),
        )
        certificate = der.encode(der.context(0), der.octet_string(b"no certificate"))
        plain_certificate = der.sequence(
            der.object_identifier(f"{bag}3"),
            der.encode(
                der.context(0),
                der.sequence(der.object_identifier("1.2.840.113549.1.9.22.1"), certificate),
            ),
        )
        plain = [
            der.sequence(
                der.object_identifier("1.2.840.113549.1.7.1"),
                der.encode(der.context(0), der.octet_string(der.sequence(one))),
            )
            for one in (plain_key, plain_certificate)
        ]
        for parts in ((self.certificate, self.key), (*plain, self.key, self.certificate)):
            data = Refusals.outer(self, safe=der.sequence(*parts))  # type: ignore[arg-type]
            found, certificates = loading.load_pkcs12(data, "secret")
            self.assertEqual((found.to_members(True), len(certificates)), (expected, 1))
            for wrong in ("", "Secret"):
                with self.assertRaises(JamDecryptionError):
                    JWK.from_pkcs12(data, wrong)
            with self.assertRaises(JamInvalidKeyError):
                JWK.from_pkcs12(data)
        for part in plain:
            data = Refusals.outer(self, safe=der.sequence(part))  # type: ignore[arg-type]
            with self.assertRaisesRegex(JamInvalidKeyError, "no MAC.*convert it: openssl pkcs12"):
                JWK.from_pkcs12(data, "secret")

    def test_a_file_of_certificates_alone(self) -> None:
        key, certificates = pkcs12.decode(self.file(self.certificate), "secret", certificates=False)
        self.assertFalse(key.is_private)
        self.assertEqual(key.to_members(), loading.load_pem(PLAIN).public().to_members())
        self.assertEqual(len(certificates), 1)

    def test_only_the_key_is_opened_where_only_it_is_wanted(self) -> None:
        with mock.patch.object(pkcs12._Contents, "_decrypted", side_effect=AssertionError):
            for parts in ((self.certificate, self.key), (self.key, self.certificate)):
                found, certificates = pkcs12.decode(self.file(*parts), "secret", certificates=False)
                self.assertEqual((found.is_private, certificates), (True, []))

    def test_four_encrypted_parts_and_no_more(self) -> None:
        for count, found in ((1, 1), (3, 3), (4, 3), (9, 3)):  # the key is one of the four
            parts = (*[self.certificate] * count, self.key)
            self.assertEqual(len(pkcs12.decode(self.file(*parts), "secret")[1]), found)
        self.assertEqual(len(pkcs12.decode(self.file(*[self.certificate] * 5), "secret")[1]), 4)

    def bags(self, *bags: tuple[str, bytes]) -> bytes:
        """Return a part in the open: bags of these kinds."""
        whole = der.sequence(
            *[
                der.sequence(
                    der.object_identifier(f"1.2.840.113549.1.12.10.1.{kind}"),
                    der.encode(der.context(0), value),
                )
                for kind, value in bags
            ]
        )
        explicit = der.encode(der.context(0), der.octet_string(whole))
        return der.sequence(der.object_identifier("1.2.840.113549.1.7.1"), explicit)

    def test_of_several_keys_the_first(self) -> None:
        keys = [samples.private_keys()[name] for name in ("Ed25519", "P-256", "RSA")]
        bags = [("1", loading.dump_der(key, private=True)) for key in keys]
        for parts in (
            (self.bags(*bags),),
            tuple(self.bags(bag) for bag in bags),
            (self.bags(bags[0]), self.key),
        ):
            found, _ = pkcs12.decode(self.file(*parts), "secret")
            self.assertEqual(found.to_members(True), keys[0].to_members(True))

    def test_the_certificate_of_the_key_comes_first(self) -> None:
        _, (own,) = pkcs12.decode(FILES["new"], "secret")
        text = samples.cases("read.pyca")["custom/rsa_pss_cert.pem"].inputs["text"]
        other = pem.decode(text)[0].data
        kind = der.object_identifier("1.2.840.113549.1.9.22.1")
        for order in ((other, own), (own, other), (other, own, other)):
            bags = [
                ("3", der.sequence(kind, der.encode(der.context(0), der.octet_string(one)))) for one in order
            ]
            key, found = pkcs12.decode(self.file(self.bags(*bags), self.key), "secret")
            self.assertTrue(key.is_private)
            self.assertEqual((found[0], found[1:]), (own, [other] * (len(order) - 1)))

    def test_an_encrypted_content_in_pieces(self) -> None:
        """RFC 5652 section 6.1 with BER: [0] holds octet strings, not octets."""
        part = der.open_sequence(self.certificate)
        kind = part.object_identifier()
        encrypted = part.enter(der.context(0)).enter()
        version, content = encrypted.integer(), encrypted.enter()
        inner, algorithm = content.object_identifier(), content.whole()
        octets = content.content(der.context(0, constructed=False))
        pieces = [der.octet_string(octets[start : start + 100]) for start in range(0, len(octets), 100)]
        again = der.sequence(
            der.integer(version),
            der.sequence(der.object_identifier(inner), algorithm, der.encode(der.context(0), *pieces)),
        )
        whole = der.sequence(der.object_identifier(kind), der.encode(der.context(0), again))
        self.assertEqual(
            pkcs12.decode(self.file(whole, self.key), "secret")[1],
            pkcs12.decode(self.file(self.certificate, self.key), "secret")[1],
        )

    def test_macs(self) -> None:
        for hash_name, oid in (
            ("sha1", "1.3.14.3.2.26"),
            ("sha224", "2.16.840.1.101.3.4.2.4"),
            ("sha256", "2.16.840.1.101.3.4.2.1"),
            ("sha384", "2.16.840.1.101.3.4.2.2"),
            ("sha512", "2.16.840.1.101.3.4.2.3"),
        ):
            data = self.file(self.key, hash_name=hash_name, oid=oid)
            with self.subTest(hash_name):
                self.assertTrue(JWK.from_pkcs12(data, "secret").is_private)
                with self.assertRaises(JamDecryptionError):
                    JWK.from_pkcs12(data[:-1] + bytes([data[-1] ^ 1]), "secret")

    def test_a_signed_file_is_told_apart(self) -> None:
        data = self.file(self.key).replace(
            der.object_identifier("1.2.840.113549.1.7.1"), der.object_identifier("1.2.840.113549.1.7.2"), 1
        )
        with self.assertRaisesRegex(JamInvalidKeyError, "signed are not supported; .* openssl pkcs12"):
            JWK.from_pkcs12(data, "secret")

    def test_elements_too_many(self) -> None:
        whole = self.file(self.key)
        head = 4
        self.assertEqual(whole[1], 0x82)
        for more in (b"\5\0", der.octet_string(b"x")):
            content = whole[head:] + more
            with self.assertRaises(JamEncodingError):
                JWK.from_pkcs12(der.sequence(content), "secret")


class Reading(unittest.TestCase):
    def test_the_key(self) -> None:
        expected = loading.load_pem(PLAIN).to_members(True)
        for name, data in FILES.items():
            with self.subTest(name):
                self.assertEqual(JWK.from_pkcs12(data, "secret", kid="a").to_dict(), {**expected, "kid": "a"})
                self.assertEqual(JWK.from_der(data, b"secret").to_dict(), expected)

    def test_files_in_ber_and_in_pem(self) -> None:
        """Firefox writes lengths that are not said, certtool of GnuTLS a block of PEM."""
        expected = loading.load_pem(PLAIN).to_members(True)
        for data in FILES.values():
            head = 2 + (data[1] & 0x7F if data[1] & 0x80 else 0)
            ber = b"\x30\x80" + data[head:] + b"\0\0"
            self.assertEqual(JWK.from_der(ber, "secret").to_dict(), expected)
            self.assertEqual(JWK.from_pem(pem.encode("PKCS12", data), "secret").to_dict(), expected)

    def test_the_work_of_a_file_is_bounded_as_a_whole(self) -> None:
        work = pbes2.Work("convert it: COMMAND")
        work.spend(600_000)  # the MAC
        work.spend(600_000, 3)  # the key, as certtool writes it
        with self.assertRaisesRegex(JamInvalidKeyError, "more iterations than .*; convert it: COMMAND"):
            work.spend(600_000)
        for iterations in (0, -1, pbes2.MAX_ITERATIONS + 1, 10**5000):
            with self.assertRaisesRegex(JamInvalidKeyError, "iterations"):
                pbes2.Work().spend(iterations)

    def test_certificates_that_cost_too_much_are_passed_over(self) -> None:
        with mock.patch.object(pbes2, "MAX_WORK", 3 * 2048 - 1):
            self.assertEqual(pkcs12.decode(FILES["new"], "secret")[1], [])
        refused = self.assertRaisesRegex(JamInvalidKeyError, "openssl pkcs12")
        with mock.patch.object(pbes2, "MAX_WORK", 2047), refused:
            pkcs12.decode(FILES["new"], "secret")

    def test_certificates_under_rc2_are_passed_over(self) -> None:
        self.assertEqual(pkcs12.decode(FILES["old"], "secret")[1], [])
        key, (certificate,) = pkcs12.decode(FILES["new"], "secret")
        self.assertEqual(x509.public_key(certificate).to_members(), key.to_members())


class InJWK(unittest.TestCase):
    def test_the_first_certificate_is_of_the_same_key(self) -> None:
        """RFC 7517 section 4.7."""
        key, (certificate,) = pkcs12.decode(FILES["new"], "secret")
        text = base64.b64encode(certificate).decode()
        for members in (key.to_members(True), key.to_members()):
            self.assertEqual(JWK({**members, "x5c": [text, "AAAA"]}).to_dict()["x5c"], [text, "AAAA"])
        for kind in ("P-256", "Ed25519", "RSA"):
            other = samples.private_keys()[kind].to_members()
            with self.subTest(kind), self.assertRaisesRegex(JamJWKValidationError, "x5c holds another key"):
                JWK({**other, "x5c": [text]})
            for unread in ("AAAA", "", "\u00e9", text[:-8], text.replace("/", "_")[:41]):
                self.assertEqual(JWK({**other, "x5c": [unread]}).kty, other["kty"])
