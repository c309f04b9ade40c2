"""PKCS #1 v1.5, PSS and OAEP: bad arguments, forged and broken inputs, then behaviour and plain twins."""

import hashlib
import unittest
from unittest import mock

from jamlite.crypto import (
    _rsa_encoding,
    rsa,
    rsa_generate,
    rsa_oaep,
    rsa_pkcs1v15,
    rsa_pkcs1v15_encryption,
    rsa_pss,
)
from jamlite.exceptions import JamCryptoError, JamDecryptionError
from tests.beside import beside
from tests.crypto.rsa_keys import numbers, small, usual

KEY = small()
PUBLIC = KEY.public()
HASHES = ("sha1", "sha224", "sha256", "sha384", "sha512")
NOT_BYTES = (None, "text", 5, True, ["b"], 1.5)
NOT_HASHES = (None, "", "md5", "SHA256", "sha-256", "sha3_256", b"sha256", 256, ["sha256"], hashlib.sha256)


def sizes_modulo_8() -> "list[rsa.PrivateKey]":
    """Return keys of 1024 to 1031 bits: every position of the modulus' top bit in its octet."""
    return [
        rsa.private_key(**numbers(f"sign {number}.2"), minimum_bits=1024) for number in (1, *range(7, 14))
    ]


def plain_mgf1(hash_name: str, seed: bytes, length: int) -> bytes:
    T = b""
    counter = 0
    while len(T) < length:
        T += hashlib.new(hash_name, seed + bytes([0, 0, counter >> 8, counter & 255])).digest()
        counter += 1
    return T[:length]


def plain_parse(em: bytes) -> "bytes | None":
    """Parse EME-PKCS1-v1_5 octet by octet (RFC 8017 section 7.2.2 step 3)."""
    if em[0] != 0 or em[1] != 2:
        return None
    for position in range(2, len(em)):
        if em[position] == 0:
            return em[position + 1 :] if position - 2 >= 8 else None
    return None


class BadArguments(unittest.TestCase):
    def refused(self, function, *arguments, **named) -> None:
        with self.assertRaises(JamCryptoError) as caught:
            function(*arguments, **named)
        self.assertNotIsInstance(caught.exception, JamDecryptionError)

    def test_keys(self) -> None:
        for bad in (None, "key", b"key", 5, (KEY.n, KEY.e), object()):
            for function in (rsa_pkcs1v15.sign, rsa_pss.sign):
                self.refused(function, bad, b"", "sha256")
            for function in (rsa_pkcs1v15.verify, rsa_pss.verify):
                self.refused(function, bad, b"", b"", "sha256")
            for function in (rsa_pkcs1v15.encrypt, rsa_pkcs1v15.decrypt, rsa_oaep.encrypt, rsa_oaep.decrypt):
                self.refused(function, bad, b"")

    def test_a_private_key_is_not_a_public_one(self) -> None:
        self.refused(rsa_pkcs1v15.sign, PUBLIC, b"", "sha256")
        self.refused(rsa_pss.sign, PUBLIC, b"", "sha256")
        self.refused(rsa_pkcs1v15.verify, KEY, b"", b"", "sha256")
        self.refused(rsa_pss.verify, KEY, b"", b"", "sha256")
        for module in (rsa_pkcs1v15, rsa_oaep):
            self.refused(module.encrypt, KEY, b"")
            self.refused(module.decrypt, PUBLIC, bytes(128))

    def test_data(self) -> None:
        for bad in NOT_BYTES:
            for module in (rsa_pkcs1v15, rsa_pss):
                self.refused(module.sign, KEY, bad, "sha256")
                self.refused(module.verify, PUBLIC, bad, b"", "sha256")
                self.refused(module.verify, PUBLIC, b"", bad, "sha256")
            for module in (rsa_pkcs1v15, rsa_oaep):
                self.refused(module.encrypt, PUBLIC, bad)
                self.refused(module.decrypt, KEY, bad)
            self.refused(rsa_oaep.encrypt, PUBLIC, b"", "sha1", bad)
            self.refused(rsa_oaep.decrypt, KEY, bytes(128), "sha1", bad)
            if bad is not None:
                self.refused(rsa_pkcs1v15.encrypt, PUBLIC, b"", padding=bad)
                self.refused(rsa_oaep.encrypt, PUBLIC, b"", seed=bad)
                self.refused(rsa_pss.sign, KEY, b"", "sha256", salt=bad)

    def test_hashes(self) -> None:
        for bad in NOT_HASHES:
            for module in (rsa_pkcs1v15, rsa_pss):
                self.refused(module.sign, KEY, b"", bad)
                self.refused(module.verify, PUBLIC, b"", bytes(128), bad)
            self.refused(rsa_oaep.encrypt, PUBLIC, b"", bad)
            self.refused(rsa_oaep.decrypt, KEY, bytes(128), bad)
            if bad:
                self.refused(rsa_oaep.encrypt, PUBLIC, b"", mgf_hash=bad)
                self.refused(rsa_oaep.decrypt, KEY, bytes(128), mgf_hash=bad)

    def test_lengths_of_salt(self) -> None:
        for bad in ("32", 32.0, True, -1, b"32", "ANY", ["any"], 1 << 20):
            self.refused(rsa_pss.sign, KEY, b"", "sha256", salt_length=bad)
            self.refused(rsa_pss.verify, PUBLIC, b"", bytes(128), "sha256", salt_length=bad)
        self.refused(rsa_pss.sign, KEY, b"", "sha256", salt_length="any")
        self.refused(rsa_pss.sign, KEY, b"", "sha256", salt_length=31, salt=bytes(32))
        self.refused(rsa_pss.sign, KEY, b"", "sha256", salt_length=128 - 32 - 1)
        self.refused(rsa_pss.sign, KEY, b"", "sha512")  # 64 + 64 + 2 octets do not fit in 128

    def test_lengths_of_messages_paddings_and_seeds(self) -> None:
        self.refused(rsa_pkcs1v15.encrypt, PUBLIC, bytes(118))
        self.refused(rsa_oaep.encrypt, PUBLIC, bytes(87))
        self.refused(rsa_oaep.encrypt, PUBLIC, b"", "sha512")  # 2 * 64 + 2 octets do not fit in 128
        for padding in (b"", b"x" * 119, b"x" * 121, b"x" * 119 + b"\0"):
            self.refused(rsa_pkcs1v15.encrypt, PUBLIC, b"12345", padding=padding)
        for seed in (b"", bytes(19), bytes(21)):
            self.refused(rsa_oaep.encrypt, PUBLIC, b"", seed=seed)
        for length in (-1, 118, "16", 16.0, True, b"16"):
            self.refused(rsa_pkcs1v15.decrypt, KEY, bytes(128), length)

    def test_a_modulus_too_short_for_the_hash(self) -> None:
        key = rsa_generate._generate(512, 65537, None)
        self.refused(rsa_pkcs1v15.sign, key, b"", "sha512")
        for hash_name in HASHES:
            for module in (rsa_pkcs1v15, rsa_pss):
                self.assertIs(module.verify(key.public(), b"", bytes(64), hash_name), False)


class Signatures(unittest.TestCase):
    def test_signatures_of_every_length_are_false(self) -> None:
        for module in (rsa_pkcs1v15, rsa_pss):
            right = module.sign(KEY, b"message", "sha256")
            for length in range(301):
                for signature in (bytes(length), b"\xff" * length, (right * 3)[:length]):
                    expected = length == 128 and signature == right
                    self.assertIs(module.verify(PUBLIC, b"message", signature, "sha256"), expected)
            self.assertIs(module.verify(PUBLIC, b"message", bytes(1 << 20), "sha256"), False)

    def test_every_changed_octet_is_false(self) -> None:
        for module in (rsa_pkcs1v15, rsa_pss):
            right = module.sign(KEY, b"message", "sha256")
            for at in range(128):
                for change in (1, 128):
                    wrong = bytearray(right)
                    wrong[at] ^= change
                    self.assertFalse(module.verify(PUBLIC, b"message", bytes(wrong), "sha256"))

    def test_hashes_and_schemes_do_not_stand_for_each_other(self) -> None:
        key = usual()
        signatures = {}
        for module in (rsa_pkcs1v15, rsa_pss):
            for hash_name in HASHES:
                signatures[module, hash_name] = module.sign(key, b"message", hash_name)
        public = key.public()
        for made, signature in signatures.items():
            for module, hash_name in signatures:
                same = made == (module, hash_name)
                self.assertIs(module.verify(public, b"message", signature, hash_name), same)
            if made[0] is rsa_pss:
                self.assertTrue(rsa_pss.verify(public, b"message", signature, made[1], salt_length="any"))

    def test_every_size_of_modulus_and_salt(self) -> None:
        for key in sizes_modulo_8():
            longest = (key.bits - 1 + 7) // 8 - 32 - 2
            for length in (0, 1, 32, longest):
                signature = rsa_pss.sign(key, b"message", "sha256", salt_length=length)
                self.assertEqual(len(signature), key.size)
                for wanted in (0, 1, 32, longest, longest + 1, "any", None):
                    expected = wanted in (length, "any") or (wanted is None and length == 32)
                    verdict = rsa_pss.verify(
                        key.public(), b"message", signature, "sha256", salt_length=wanted
                    )
                    self.assertIs(verdict, expected, (key.bits, length, wanted))
            signature = rsa_pkcs1v15.sign(key, b"message", "sha256")
            self.assertTrue(rsa_pkcs1v15.verify(key.public(), b"message", signature, "sha256"))
            self.assertFalse(rsa_pkcs1v15.verify(key.public(), b"massage", signature, "sha256"))

    def test_salt_is_fresh_or_given(self) -> None:
        first, second = (rsa_pss.sign(KEY, b"message", "sha256") for _ in range(2))
        self.assertNotEqual(first, second)
        first, second = (rsa_pss.sign(KEY, b"message", "sha256", salt=b"salt") for _ in range(2))
        self.assertEqual(first, second)
        self.assertTrue(rsa_pss.verify(PUBLIC, b"message", first, "sha256", salt_length=4))

    def test_other_kinds_of_bytes(self) -> None:
        for module in (rsa_pkcs1v15, rsa_pss):
            signature = module.sign(KEY, bytearray(b"message"), "sha256")
            self.assertTrue(module.verify(PUBLIC, memoryview(b"message"), bytearray(signature), "sha256"))

    def test_a_message_of_16_mib(self) -> None:
        message = bytes(1 << 24)
        signature = rsa_pkcs1v15.sign(KEY, message, "sha256")
        self.assertTrue(rsa_pkcs1v15.verify(PUBLIC, message, signature, "sha256"))
        self.assertFalse(rsa_pkcs1v15.verify(PUBLIC, message[1:], signature, "sha256"))


class Oaep(unittest.TestCase):
    def test_every_failure_is_one_error(self) -> None:
        right = rsa_oaep.encrypt(PUBLIC, b"message", "sha256", b"label")
        wrong = [bytes(length) for length in range(301)] + [b"\xff" * 128, right[:-1], right + b"\0"]
        wrong += [bytes([*right[:at], right[at] ^ 1, *right[at + 1 :]]) for at in range(0, 128, 9)]
        messages = set()
        for ciphertext in wrong:
            with self.assertRaises(JamDecryptionError) as caught:
                rsa_oaep.decrypt(KEY, ciphertext, "sha256", b"label")
            messages.add((str(caught.exception), caught.exception.__cause__))
        for hash_name, label in (
            ("sha256", b""),
            ("sha256", b"Label"),
            ("sha1", b"label"),
            ("sha512", b"label"),
        ):
            with self.assertRaises(JamDecryptionError) as caught:
                rsa_oaep.decrypt(KEY, right, hash_name, label)
            messages.add((str(caught.exception), caught.exception.__cause__))
        faulty = small()
        faulty.dp ^= 4
        with self.assertRaises(JamDecryptionError) as caught:
            rsa_oaep.decrypt(faulty, right, "sha256", b"label")
        messages.add((str(caught.exception), caught.exception.__cause__))
        self.assertEqual(messages, {(str(JamDecryptionError()), None)})

    def test_a_modulus_too_short_for_the_hash(self) -> None:
        key = rsa_generate._generate(512, 65537, None)
        for hash_name in HASHES:
            with self.assertRaises(JamDecryptionError):
                rsa_oaep.decrypt(key, bytes(64), hash_name)

    def test_every_length_that_fits(self) -> None:
        for length in range(63):
            message = bytes(range(length))
            ciphertext = rsa_oaep.encrypt(PUBLIC, message, "sha256")
            self.assertEqual(len(ciphertext), 128)
            self.assertEqual(rsa_oaep.decrypt(KEY, ciphertext, "sha256"), message)

    def test_messages_that_look_like_padding(self) -> None:
        for message in (b"\0", b"\1", b"\0\0\1", b"\1\0", bytes(62)):
            ciphertext = rsa_oaep.encrypt(PUBLIC, message, "sha256")
            self.assertEqual(rsa_oaep.decrypt(KEY, ciphertext, "sha256"), message)

    def test_seed_is_fresh_or_given_and_mgf_hash_counts(self) -> None:
        self.assertNotEqual(rsa_oaep.encrypt(PUBLIC, b"m"), rsa_oaep.encrypt(PUBLIC, b"m"))
        made = [
            rsa_oaep.encrypt(PUBLIC, b"m", seed=bytes(20), mgf_hash=name) for name in (None, "sha1", "sha256")
        ]
        self.assertEqual(made[0], made[1])
        self.assertNotEqual(made[0], made[2])
        self.assertEqual(rsa_oaep.decrypt(KEY, made[2], mgf_hash="sha256"), b"m")
        with self.assertRaises(JamDecryptionError):
            rsa_oaep.decrypt(KEY, made[2])


@beside
class ImplicitRejection(unittest.TestCase):
    def test_public_facts_are_errors(self) -> None:
        right = rsa_pkcs1v15.encrypt(PUBLIC, b"message")
        wrong = [b"", right[:-1], right + b"\0", b"\0" + right, KEY.n.to_bytes(128, "big"), b"\xff" * 128]
        for ciphertext in wrong:
            for length in (None, 7):
                with self.assertRaises(JamDecryptionError):
                    rsa_pkcs1v15.decrypt(KEY, ciphertext, length)

    def test_a_faulty_key_is_a_decryption_error(self) -> None:
        faulty = small()
        faulty.qi ^= 4
        with self.assertRaises(JamDecryptionError):
            rsa_pkcs1v15.decrypt(faulty, rsa_pkcs1v15.encrypt(PUBLIC, b"message"))

    def test_wrong_paddings_give_a_message_of_the_wanted_length(self) -> None:
        answers = set()
        for number in range(2, 102):
            ciphertext = pow(number, 7, KEY.n).to_bytes(128, "big")
            answer = rsa_pkcs1v15.decrypt(KEY, ciphertext, 32)
            self.assertEqual(len(answer), 32)
            self.assertEqual(rsa_pkcs1v15.decrypt(KEY, ciphertext, 32), answer)
            answers.add(answer)
        self.assertEqual(len(answers), 100)

    def test_a_right_padding_with_another_length_is_wrong_too(self) -> None:
        ciphertext = rsa_pkcs1v15.encrypt(PUBLIC, b"x" * 31)
        self.assertEqual(rsa_pkcs1v15.decrypt(KEY, ciphertext), b"x" * 31)
        self.assertEqual(rsa_pkcs1v15.decrypt(KEY, ciphertext, 31), b"x" * 31)
        for length in (0, 30, 32, 117):
            answer = rsa_pkcs1v15.decrypt(KEY, ciphertext, length)
            self.assertEqual(len(answer), length)
            self.assertNotIn(b"xxx", answer)

    def test_the_answer_depends_on_the_private_key(self) -> None:
        other = rsa.private_key(**numbers("sign 2.2"), minimum_bits=1024)
        number = min(KEY.n, other.n) - 12345
        answers = {rsa_pkcs1v15.decrypt(key, number.to_bytes(128, "big"), 32) for key in (KEY, other)}
        self.assertEqual(len(answers), 2)

    def test_lengths_of_the_answers_are_spread(self) -> None:
        data = (number.to_bytes(128, "big") for number in range(400))
        lengths = [len(rsa_pkcs1v15_encryption._synthetic(KEY, ciphertext, None)) for ciphertext in data]
        self.assertTrue(0 <= min(lengths) < 12 and 105 < max(lengths) <= 117, (min(lengths), max(lengths)))
        self.assertTrue(48 < sum(lengths) / 400 < 70)  # the mean of 0 to 117 is 58.5, 6 deviations wide

    def test_choosing_against_parsing_octet_by_octet(self) -> None:
        forms = [b"\0\2" + b"\1" * filler + b"\0" + b"m" * (60 - filler) for filler in range(61)]
        forms += [b"\0\2" + b"\1" * filler + b"\0" * 3 + b"m" * (58 - filler) for filler in range(59)]
        forms += [bytes([first, second]) + forms[20][2:] for first in (0, 1, 2) for second in (0, 1, 2, 3)]
        forms += [b"\0\2" + b"\1" * 61, bytes(63), b"\0\2" + bytes(61)]
        for em in forms:
            expected = plain_parse(em)
            self.assertEqual(
                rsa_pkcs1v15_encryption._unpad(em, b"other", None), b"other" if expected is None else expected
            )
            for length in (0, 10, 40, 52):
                fits = expected is not None and len(expected) == length
                self.assertEqual(
                    rsa_pkcs1v15_encryption._unpad(em, b"other", length), expected if fits else b"other"
                )

    def test_padding_has_no_zero_and_is_fresh(self) -> None:
        zeros = [b"\0\5\0", b"\0\0\0", b"\6\0\7", b"\7\7\7"]
        with mock.patch.object(rsa_pkcs1v15_encryption, "random_bytes", side_effect=zeros):
            self.assertEqual(rsa_pkcs1v15_encryption._nonzero_bytes(3), b"\5\6\7")
        self.assertEqual(set(rsa_pkcs1v15_encryption._nonzero_bytes(20000)), set(range(1, 256)))
        self.assertNotEqual(rsa_pkcs1v15.encrypt(PUBLIC, b"m"), rsa_pkcs1v15.encrypt(PUBLIC, b"m"))

    def test_every_length_that_fits(self) -> None:
        for length in range(118):
            message = bytes(length)
            self.assertEqual(
                rsa_pkcs1v15.decrypt(KEY, rsa_pkcs1v15.encrypt(PUBLIC, message), length), message
            )


class Encodings(unittest.TestCase):
    def test_mgf1_against_its_twin(self) -> None:
        for hash_name in HASHES:
            for length in range(301):
                self.assertEqual(
                    _rsa_encoding.mgf1(hash_name, b"seed", length), plain_mgf1(hash_name, b"seed", length)
                )

    def test_xor_against_its_twin(self) -> None:
        for length in range(301):
            a, b = bytes(i * 7 & 255 for i in range(length)), bytes(i * i & 255 for i in range(length))
            self.assertEqual(_rsa_encoding._xor(a, b), bytes(x ^ y for x, y in zip(a, b)))

    def test_the_shortest_padding_has_eight_octets(self) -> None:
        em = rsa_pkcs1v15._encoded("sha256", b"", 62)
        assert em is not None
        self.assertEqual(em[:11], b"\0\1" + b"\xff" * 8 + b"\0")
        self.assertIsNone(rsa_pkcs1v15._encoded("sha256", b"", 61))

    def test_digest_info_announces_its_own_lengths(self) -> None:
        for hash_name in HASHES:
            prefix = bytes.fromhex(rsa_pkcs1v15.DIGEST_INFO[hash_name])
            size = hashlib.new(hash_name).digest_size
            self.assertEqual((prefix[1], prefix[-1]), (len(prefix) - 2 + size, size))


if __name__ == "__main__":
    unittest.main()
