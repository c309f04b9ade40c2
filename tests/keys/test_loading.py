"""Loading and dumping: bad input first, then which key of a text is taken, then passwords."""

import base64
import binascii
import unittest
from unittest import mock

from jamlite.crypto import sec1
from jamlite.encoding import der, pem
from jamlite.exceptions import JamDecryptionError, JamEncodingError, JamError, JamInvalidKeyError
from jamlite.jose.key_like import as_key
from jamlite.keys import der_dumping, loading, pbes2
from jamlite.keys.ec import ECKey
from jamlite.keys.okp import OKPKey

from . import samples

DOORS = (loading.load_pem, loading.load_der, loading.load_openssh)
REFUSED = samples.cases("refuse.pyca")
# Keys that ring 0.14 and 0.16 wrote, from the public reports briansmith/ring 1299 and openssl/openssl 9134.
RING = [
    f"MFMCAQEwBQYDK2VwBCIEI{rest}"
    for rest in (
        "DoTPautoqqc5UsJYcw/FXawlD3Ibr9ypW4FLEPzD6OloSMDIQCjp+rjqDc4MLxH4RZ7xQ4dtVGZllHg4txYdiNDjqw/MQ==",
        "GIsMDbeo5rdiq208eOfvZlm3K9SHOsDUt2FI2js1z9YoSMDIQDN0z6SeMgqmKvsBQ8E8qcQW5ZJebea7drLQyq7513ovQ==",
    )
]


# The base point of P-256 with the first octet of a hybrid form.
HYBRID = (
    "07"
    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)


class Damaged(unittest.TestCase):
    def test_what_environment_variables_do_to_pem(self) -> None:
        key = samples.private_keys()["P-256"]
        text = loading.dump_pem(key, private=True).strip()
        flat = text.replace("\n", "\\n")
        for name, damaged in {
            "line breaks written out": flat,
            "in quotes": f'"{flat}"',
            "in single quotes": f"'{flat}'",
            "quotes only": f'"{text}"',
            "blanks for line breaks": text.replace("\n", " "),
            "line breaks lost": text.replace("\n", ""),
            "CRLF written out": text.replace("\n", "\\r\\n"),
            "with the name of the variable": f"PRIVATE_KEY={flat}",
            "indented": text.replace("\n", "\n    "),
            "CRLF": text.replace("\n", "\r\n"),
            "a remark above that begins like DER": f"0 is the first key\n{text}",
            "in base64": base64.b64encode(text.encode()).decode(),
        }.items():
            for given in (damaged, damaged.encode(), damaged.encode("utf-16"), damaged.encode("utf-16-be")):
                with self.subTest(name, given=given[:9]):
                    self.assertEqual(loading.load_pem(given).to_members(True), key.to_members(True))

    def test_a_wrong_label_is_named(self) -> None:
        text = loading.dump_pem(samples.private_keys()["RSA"], private=True)
        with self.assertRaisesRegex(JamEncodingError, "labelled RSA PRIVATE KEY and holds a PRIVATE KEY"):
            loading.load_pem(text.replace(" PRIVATE", " RSA PRIVATE"))

    def test_more_that_is_wrong_is_named(self) -> None:
        key = samples.private_keys()["P-256"]
        text = loading.dump_pem(key, private=True)
        public = loading.dump_pem(key.public(), private=False)
        other = pem.encode("X", loading.dump_der(key.public(), private=False))
        for damaged, sentence in (
            (text.replace(" PRIVATE", " EC PRIVATE"), "labelled EC PRIVATE KEY and holds a PRIVATE KEY"),
            (public.replace(" PUBLIC", " EC PUBLIC"), "labelled EC PUBLIC KEY, which no format is"),
            (text.partition("\n")[2], "BEGIN expected, found END"),
            (text.replace("-----\n", "-----\nComment: a\n\n", 1), "remove the lines with a colon"),
            (other.replace(" X", " PKCS7"), "openssl pkcs7 -print_certs"),
            (other.replace(" X", " NEW CERTIFICATE REQUEST"), "openssl req -pubkey"),
            (other.replace(" X", " EC PARAMETERS"), "parameters without a key"),
            (other.replace(" X", " X509 CRL"), "no key of a kind that is supported, but X509 CRL"),
            (
                "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n",
                "ssh-keygen -i -f OLD",
            ),
        ):
            for given in (damaged, damaged.encode()):
                with self.subTest(sentence), self.assertRaisesRegex(JamError, sentence):
                    loading.load_pem(given)
        for data in (b"\xfe\xed\xfe\xed\0\0\0\2" + bytes(40), b"\xce\xce\xce\xce\0\0\0\2" + bytes(40)):
            with self.assertRaisesRegex(JamInvalidKeyError, "keytool -importkeystore"):
                loading.load_der(data)
        with self.assertRaisesRegex(JamError, "looks like a key in base64"):
            as_key(text.partition("\n")[2])

    def test_what_was_given_in_place_of_a_key_is_named(self) -> None:
        for text, kind, door in (
            (
                "/etc/ssl/private/server.key",
                "the path of a key file, not like PEM: read the file",
                loading.load_pem,
            ),
            ("${JWT_KEY}", "a variable that was not filled in, not like PEM", loading.load_pem),
            ("https://a.example/jwks", "an address, not like PEM", loading.load_pem),
            ('{"kty":"OKP","crv":"Ed25519","x":"AAAA"}', "a JWK or JWK Set, not like PEM", loading.load_pem),
            ("~/.ssh/id_ed25519.pub", "the path of a key file", loading.load_openssh),
        ):
            for given in (text, text.encode()):
                with self.subTest(text), self.assertRaisesRegex(JamEncodingError, f"looks like {kind}"):
                    door(given)
        text = loading.dump_pem(samples.private_keys()["P-256"], private=True)
        with self.assertRaisesRegex(JamEncodingError, "this is PEM text, not DER: read it with from_pem"):
            loading.load_der(text.encode())

    def test_a_point_in_hybrid_form(self) -> None:
        point = bytes.fromhex(HYBRID)
        with self.assertRaisesRegex(JamInvalidKeyError, "openssl ec -conv_form uncompressed"):
            sec1.decode_point("P-256", point)

    def test_base64_without_its_boundaries(self) -> None:
        key = samples.private_keys()["P-256"]
        for private in (False, True):
            body = base64.b64encode(loading.dump_der(key, private=private)).decode()
            for given in (body, body.encode(), f"{body[:64]}\n{body[64:]}\n", f'"{body}"'):
                with self.subTest(given[:9], private=private):
                    self.assertEqual(loading.load_pem(given).to_members(private), key.to_members(private))

    def test_ed25519_keys_of_ring(self) -> None:
        """ring before 0.17 tagged the public key explicitly, a1 23 03 21 00; else it is RFC 5958."""
        for text in RING:
            data = binascii.a2b_base64(text)
            key = loading.load_der(data)
            self.assertEqual(
                key.to_members(True), OKPKey("Ed25519", data[-32:], data[16:48]).to_members(True)
            )
            self.assertEqual(loading.load_pem(pem.encode("PRIVATE KEY", data)).to_members(), key.to_members())
            # Written again, it is the key without its public key (RFC 8410 section 10.3).
            self.assertEqual(loading.dump_der(key, private=True)[12:16], b"\x04\x22\x04\x20")
        other = binascii.a2b_base64(RING[1])[-32:]
        with self.assertRaisesRegex(JamInvalidKeyError, "does not belong"):
            loading.load_der(binascii.a2b_base64(RING[0])[:-32] + other)
        seed = samples.private_keys()["Ed25519"].private_value
        for name, start, public in (
            ("31 bytes", "3052020101300506032b657004220420", "a122032000" + "00" * 31),
            ("X25519", "3053020101300506032b656e04220420", "a123032100" + "00" * 32),
            ("two bit strings", "3056020101300506032b657004220420", "a126032100" + "00" * 32 + "030100"),
            ("version 0", "3053020100300506032b657004220420", "a123032100" + other.hex()),
        ):
            with self.subTest(name), self.assertRaises(JamError):
                loading.load_der(bytes.fromhex(start) + seed + bytes.fromhex(public))

    def test_ec_keys_of_gnutls(self) -> None:
        """certtool writes a private value as an INTEGER: a zero octet more, or none in front."""
        key = samples.private_keys()["P-256"]
        private = key.private_value.to_bytes(32, "big")
        for octets in (private, b"\0" + private):
            self.assertEqual(loading.load_der(self.ec_key(octets)).to_members(True), key.to_members(True))
        for wrong in (b"\0\0" + private, b"\1" + private, private[1:], b"\0" * 33, b"\0", b""):
            with self.subTest(wrong=len(wrong)), self.assertRaises(JamInvalidKeyError):
                loading.load_der(self.ec_key(wrong))

    def test_short_ec_keys_need_their_public_key(self) -> None:
        short = ECKey("P-256", None, 7 << 200)  # six octets of zero before it
        octets = short.private_value.to_bytes(26, "big")
        self.assertRaises(JamInvalidKeyError, loading.load_der, self.ec_key(octets))
        read = loading.load_der(self.ec_key(octets, short.octets()))
        self.assertEqual(read.to_members(True), short.to_members(True))
        small = ECKey("P-256", None, 7)  # a number that nobody drew
        self.assertRaises(JamInvalidKeyError, loading.load_der, self.ec_key(b"\7", small.octets()))
        for cut in (octets[:-1], octets[1:], b"\0" + octets[:-1], b"\0", b""):
            with self.subTest(cut=cut), self.assertRaises(JamInvalidKeyError):
                loading.load_der(self.ec_key(cut, short.octets()))

    @staticmethod
    def ec_key(octets: bytes, public: bytes = b"") -> bytes:
        curve = der.encode(der.context(0), der.object_identifier("1.2.840.10045.3.1.7"))
        point = der.encode(der.context(1), der.bit_string(public)) if public else b""
        return der.sequence(der.integer(1), der.octet_string(octets), curve, point)


class Refusals(unittest.TestCase):
    def test_wrong_types_and_garbage(self) -> None:
        values = (
            None,
            5,
            1.5,
            [],
            {},
            object(),
            bytearray(b"x"),
            "",
            b"",
            "x",
            b"\xff",
            "\ud800",
            b"0",
            "-----",
        )
        for door in DOORS:
            for value in values:
                with self.subTest(door=door.__name__, value=value), self.assertRaises(JamError):
                    door(value)

    def test_what_is_not_read_names_the_command_that_converts_it(self) -> None:
        commands = {
            "PEM_Serialization/dsa_private_key.pem": "openssl genpkey -algorithm ed25519",
            "PKCS8/unenc-dsa-pkcs8.pem": "openssl genpkey -algorithm ed25519",
            "PKCS8/rsa_pss_2048_hash.pem": "openssl genpkey -algorithm RSA-PSS ",
            "PKCS8/rsa_pss_2048_hash_mask_diff.pem": "-pkeyopt rsa_pss_keygen_mgf1_md:sha256",
            "PKCS8/rsa-40bitrc2.pem": "openssl pkcs8 -topk8 -v2 aes-256-cbc",
            "PKCS8/rsa-pbewithmd5anddescbc.pem": "openssl pkcs8 -topk8 -v2 aes-256-cbc",
            "EC/explicit_parameters_private_key.pem": "-param_enc named_curve",
            "OpenSSH/ecdsa-psw.key": "ssh-keygen -p",
            "OpenSSH/dsa-nopsw.key.pub": "ssh-keygen -t ed25519",
        }
        for name, command in commands.items():
            text = REFUSED[name].inputs["text"]
            door = loading.load_openssh if name.endswith(".pub") else loading.load_pem
            with self.subTest(name), self.assertRaises(JamInvalidKeyError) as caught:
                door(text)
            self.assertIn(command, caught.exception.message)

    def test_ssh2_public_key_files(self) -> None:
        with self.assertRaisesRegex(JamInvalidKeyError, "ssh-keygen -i"):
            loading.load_openssh("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----")

    def test_header_lines_of_an_unencrypted_block(self) -> None:
        text = samples.rsa_public_pem().replace("KEY-----\n", "KEY-----\nComment: x\n\n", 1)
        with self.assertRaises(JamEncodingError):
            loading.load_pem(text)

    def test_dumping_what_is_not_there(self) -> None:
        for name, key in samples.asymmetric().items():
            public = key.public()
            with self.subTest(name), self.assertRaises(JamInvalidKeyError):
                loading.dump_pem(public, private=True)
            with self.subTest(name), self.assertRaises(JamInvalidKeyError):
                loading.dump_pem(public, private=True, password="secret")
            with self.subTest(name), self.assertRaises(JamInvalidKeyError):
                loading.dump_pem(public, private=False, password="secret")
            with self.subTest(name), self.assertRaises(JamInvalidKeyError):
                loading.dump_openssh(public, private=True)
        for key in (samples.private_keys()["oct"], None, "PEM", {"kty": "EC"}):
            for dump in (loading.dump_der, loading.dump_pem, loading.dump_openssh):
                for private in (False, True):
                    with self.subTest(key), self.assertRaises(JamInvalidKeyError):
                        dump(key, private=private)
        for name in ("X25519", "X448", "Ed448", "secp256k1"):
            with self.subTest(name), self.assertRaises(JamInvalidKeyError):
                loading.dump_openssh(samples.private_keys()[name])

    def test_comments_of_more_than_one_line(self) -> None:
        key = samples.private_keys()["Ed25519"]
        for comment in ("a\nb", "a\rb", "a\0b", None, 5, "\ud800"):
            with self.subTest(comment), self.assertRaises(JamInvalidKeyError):
                loading.dump_openssh(key, comment=comment)
            with self.subTest(comment), self.assertRaises(JamInvalidKeyError):
                loading.dump_openssh(key, private=True, comment=comment)

    def test_padding_of_openssh_keys(self) -> None:
        """0 to 8 bytes 1, 2, 3 ...; other software adds a whole block, which is read too."""
        text = loading.dump_openssh(samples.private_keys()["Ed25519"], private=True, comment="")
        [block] = pem.decode(text)
        key = samples.private_keys()["Ed25519"]
        inner_length = int.from_bytes(block.data[-len(self.inner(block.data)) - 4 :][:4], "big")
        inner, head = self.inner(block.data), block.data[: -inner_length - 4]
        bare = inner[: len(inner) - (inner[-1] if inner[-1] < 8 else 0)]
        for count in (0, 1, 7, 8, 9, 255, 256, 300):
            padded = bare + bytes(n & 0xFF for n in range(1, count + 1))
            data = head + len(padded).to_bytes(4, "big") + padded
            with self.subTest(count):
                if count <= 8:
                    read = loading.load_pem(pem.encode(block.label, data))
                    self.assertEqual(read.to_members(True), key.to_members(True))
                else:
                    with self.assertRaises(JamEncodingError):
                        loading.load_pem(pem.encode(block.label, data))

    @staticmethod
    def inner(data: bytes) -> bytes:
        """Return the last string of an OpenSSH private key: what stands behind the public key."""
        at = 15
        for _ in range(3):  # cipher, derivation, options
            at += 4 + int.from_bytes(data[at : at + 4], "big")
        at += 4
        at += 4 + int.from_bytes(data[at : at + 4], "big")
        return data[at + 4 :]

    def test_every_truncation_and_every_changed_byte(self) -> None:
        for name, key in samples.asymmetric().items():
            forms = [loading.dump_der(key, private=False)]
            if name in ("P-256", "Ed25519", "X448"):
                forms.append(loading.dump_der(key, private=True))
            for data in forms:
                self.assert_survives(data, step=1 if name != "RSA" else 7)

    def test_every_changed_byte_of_openssh_keys(self) -> None:
        key = samples.private_keys()["Ed25519"]
        (block,) = pem.decode(loading.dump_openssh(key, private=True))
        for position in range(len(block.data)):
            changed = bytearray(block.data)
            changed[position] ^= 0x41
            self.attempt(loading.load_pem, pem.encode(block.label, bytes(changed)))
            self.attempt(loading.load_pem, pem.encode(block.label, block.data[:position] or b"x"))

    def assert_survives(self, data: bytes, step: int) -> None:
        for position in range(0, len(data), step):
            with self.subTest(cut=position), self.assertRaises(JamError):
                loading.load_der(data[:position])
            for flip in (0x01, 0x80, 0xFF):
                changed = bytearray(data)
                changed[position] ^= flip
                self.attempt(loading.load_der, bytes(changed))

    def attempt(self, door: object, text: object) -> None:
        """A changed key may still be one; anything but a documented error fails the test."""
        try:
            door(text)  # type: ignore[operator]
        except JamError as error:
            self.assertTrue(error.message)


class WhichKey(unittest.TestCase):
    def test_private_before_public_before_certificate(self) -> None:
        keys = samples.private_keys()
        certificate = samples.cases("okp.rfc8410")["10.2 X25519 certificate"].inputs["text"].decode()
        public = loading.dump_pem(keys["P-256"], private=False)
        private = loading.dump_pem(keys["Ed25519"], private=True)
        parameters = pem.encode("EC PARAMETERS", der.object_identifier("1.2.840.10045.3.1.7"))
        for text, crv, is_private in (
            (certificate + public + private, "Ed25519", True),
            (certificate + public, "P-256", False),
            (parameters + public, "P-256", False),
            (certificate + parameters, "X25519", False),
        ):
            key = loading.load_pem(text)
            self.assertEqual((key.crv, key.is_private), (crv, is_private))

    def test_the_first_of_several(self) -> None:
        keys = samples.private_keys()
        text = "".join(loading.dump_pem(keys[name], private=True) for name in ("X448", "Ed25519"))
        self.assertEqual(loading.load_pem(text).crv, "X448")

    def test_openssh_lines(self) -> None:
        key = samples.private_keys()["RSA"]
        line = loading.dump_openssh(key, comment="a comment  of words")
        for text in (line, line + "\n", line + "\r\n", "\ufeff" + line, line.encode(), line.split(" a ")[0]):
            self.assertEqual(loading.load_openssh(text).to_members(), key.to_members())
        kind, blob, _ = line.split(" ", 2)
        for text in (
            f"{line}\n{line}",
            f"# {line}",
            f"no-pty {line}",
            kind,
            f"{kind} ",
            f"{kind} {blob[:-4]}",
            f"{kind} {blob}AAAA",
            f"{kind} {blob[:-1]}",
            f"ssh-ed25519 {blob}",
            f"{kind} *{blob}",
            f"{kind} {blob[:40]}\t{blob[40:]}",
        ):
            with self.subTest(text[:30]), self.assertRaises(JamError):
                loading.load_openssh(text)

    def test_openssh_private_keys(self) -> None:
        for name in ("RSA", "P-256", "Ed25519"):
            key = samples.private_keys()[name]
            text = loading.dump_openssh(key, private=True, comment="c")
            for door in (loading.load_openssh, loading.load_pem):
                self.assertEqual(door(text).to_members(True), key.to_members(True))


class Passwords(unittest.TestCase):
    def setUp(self) -> None:
        self.key = samples.private_keys()["Ed25519"]
        self.data = der_dumping.encrypted_private_key_info(self.key, "pässword", iterations=1000)

    def test_the_right_one(self) -> None:
        for password in ("pässword", "pässword".encode()):
            self.assertEqual(
                loading.load_der(self.data, password).to_members(True), self.key.to_members(True)
            )

    def test_the_default_is_600_000_iterations(self) -> None:
        """OWASP's figure for PBKDF2 with HMAC-SHA-256; other tests write with fewer."""
        data = loading.dump_der(self.key, private=True, password="secret")
        self.assertIn(der.integer(600_000), data)
        self.assertEqual(loading.load_der(data, "secret").to_members(True), self.key.to_members(True))

    def test_wrong_ones_and_damage_look_alike(self) -> None:
        damaged = self.data[:-1] + bytes([self.data[-1] ^ 1])
        tries = [(self.data, f"wrong {number}") for number in range(300)] + [(damaged, "pässword")]
        for data, password in [*tries, (self.data, ""), (self.data, b"")]:
            with self.subTest(password), self.assertRaises(JamDecryptionError) as caught:
                loading.load_der(data, password)
            self.assertEqual(caught.exception.message, "the password is wrong or the key is damaged")

    def test_missing_or_of_wrong_type(self) -> None:
        for password in (None, 5, ["p"], bytearray(b"p"), "\ud800"):
            with self.subTest(password), self.assertRaises(JamInvalidKeyError):
                loading.load_der(self.data, password)
        for password in ("", b"", 5, "\ud800"):
            with self.subTest(password), self.assertRaises(JamInvalidKeyError):
                loading.dump_pem(self.key, private=True, password=password)

    def test_iterations_are_bounded_before_the_work(self) -> None:
        for iterations in (999, 1, -1, pbes2.MAX_ITERATIONS + 1, 1 << 4000, "1000"):
            with self.subTest(iterations), self.assertRaises(JamInvalidKeyError):
                der_dumping.encrypted_private_key_info(self.key, "secret", iterations=iterations)
        for value in (0, 0xFFFF_FF, 1 << 200):
            integer = mock.patch.object(pbes2, "integer", return_value=der.integer(value))
            cheap = mock.patch.object(pbes2, "_pbkdf2", return_value=bytes(32))
            with integer, cheap:
                data = pbes2.encrypt(der_dumping.private_key_info(self.key), "secret", iterations=1000)
            worked = mock.patch.object(pbes2, "_pbkdf2", side_effect=AssertionError("worked first"))
            with self.subTest(value), worked, self.assertRaises(JamInvalidKeyError):
                loading.load_der(data, "secret")

    def test_scrypt_costs_are_bounded_before_the_work(self) -> None:
        for n, r, p in (
            (0, 8, 1),
            (1, 8, 1),
            (3, 8, 1),
            (1 << 17, 8, 1),
            (1 << 40, 8, 1),
            (1 << 14, 8, 1 << 10),
            (2, 1 << 30, 1),
            (1 << 14, 0, 1),
            (1 << 14, 8, 0),
            (1 << 9000, 1 << 9000, 1 << 9000),
        ):
            numbers = b"".join(der.integer(number) for number in (n, r, p))
            parameters = der.sequence(der.octet_string(b"salt"), numbers)
            derivation = der.sequence(der.object_identifier("1.3.6.1.4.1.11591.4.11"), parameters)
            cipher = der.sequence(
                der.object_identifier("2.16.840.1.101.3.4.1.42"), der.octet_string(bytes(16))
            )
            scheme = der.sequence(
                der.object_identifier("1.2.840.113549.1.5.13"), der.sequence(derivation, cipher)
            )
            data = der.sequence(scheme, der.octet_string(bytes(32)))
            with self.subTest((n.bit_length(), r, p)), self.assertRaises(JamInvalidKeyError):
                loading.load_der(data, "secret")

    def test_each_changed_byte_of_the_parameters(self) -> None:
        for position in range(len(self.data) - 70):
            changed = bytearray(self.data)
            changed[position] ^= 0x01
            with self.subTest(position), self.assertRaises(JamError):
                loading.load_der(bytes(changed), "pässword")

    def test_a_password_for_a_key_that_has_none(self) -> None:
        text = loading.dump_pem(self.key, private=True)
        self.assertEqual(loading.load_pem(text, "any").to_members(True), self.key.to_members(True))


if __name__ == "__main__":
    unittest.main()
