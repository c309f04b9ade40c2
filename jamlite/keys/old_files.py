"""FOR READING OLD FILES ONLY: Triple DES and the key derivations of its time. This file writes nothing.

Triple DES in CBC mode (NIST SP 800-67; FIPS 46-3 has the tables), the derivation of PKCS#12 (RFC 7292
appendix B), and the one of PEM files with a DEK-Info line (OpenSSL's EVP_BytesToKey with MD5, one round).
All of them are too weak for a new file: write what was read with `to_pem(password=...)`, which uses PBES2.
"""

from __future__ import annotations

import binascii
import functools
import hashlib

from ..crypto import aes_cbc, hashes
from ..crypto.gate import known_answer, require
from ..encoding.checks import integer, octets, sized
from ..exceptions.crypto import JamCryptoError, JamDecryptionError, JamInvalidKeyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Sequence

MAX_ITERATIONS = 2_000_000  # of the PKCS#12 derivation; about a second. Firefox asks for 600 000
MAX_SIZE = 1 << 15  # bytes under Triple DES; about half a second
KEY_ID, IV_ID, MAC_ID = 1, 2, 3  # RFC 7292 appendix B.3

_CONVERT = "convert it: openssl pkcs8 -topk8 -in OLD.pem -out NEW.pem"
# What a DEK-Info line may name: bytes of the key and of the initialization vector.
_DEK_CIPHERS = {
    "AES-128-CBC": (16, 16),
    "AES-192-CBC": (24, 16),
    "AES-256-CBC": (32, 16),
    "DES-EDE3-CBC": (24, 8),
}


def triple_des_cbc(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Decrypt with Triple DES in CBC mode and take the padding off.

    Args:
        key: 24 bytes, or 16 for two keys (the first one is used twice). Parity bits are not looked at.
        iv: 8 bytes.
        data: whole blocks of 8 bytes, at most MAX_SIZE.

    Raises:
        JamCryptoError: wrong type or size of key or iv, or too much data.
        JamDecryptionError: data is not whole blocks, or its padding is wrong.
    """
    require("Triple DES")
    plaintext = triple_des_cbc_unpadded(key, iv, data)
    count = plaintext[-1] if plaintext else 0
    if not 1 <= count <= 8 or plaintext[-count:] != bytes((count,)) * count:  # RFC 8018 section 6.1.1
        raise JamDecryptionError()
    return plaintext[:-count]


def triple_des_cbc_unpadded(key: bytes, iv: bytes, data: bytes) -> bytes:
    """Decrypt whole blocks with Triple DES in CBC mode; there is no padding to take off.

    Arguments and errors as in `triple_des_cbc`, but that no data is no error.
    """
    require("Triple DES")
    key, iv = sized(key, "the Triple DES key", 16, 24), sized(iv, "the initialization vector", 8)
    data = octets(data, "data")
    if len(data) > MAX_SIZE:
        raise JamCryptoError(f"more than {MAX_SIZE} bytes under Triple DES are not decrypted")
    if len(data) % 8:
        raise JamDecryptionError()
    return _cbc(key, iv, data)


def pkcs12_password(password: bytes) -> bytes:
    """Return a password as RFC 7292 appendix B.1 wants it: UTF-16, big-endian, two zero bytes after it."""
    try:
        text = password.decode("utf-8")
    except UnicodeDecodeError:
        text = password.decode("latin-1")
    return text.encode("utf-16-be") + b"\0\0"


def pkcs12_derive(
    hash_name: str, password: bytes, salt: bytes, iterations: int, purpose: int, length: int
) -> bytes:
    """Derive `length` bytes as RFC 7292 appendix B.2 says.

    Args:
        hash_name: "sha1" to "sha512" of `crypto.hashes`.
        password: see `pkcs12_password`.
        salt: at most 1024 bytes.
        iterations: 1 to MAX_ITERATIONS.
        purpose: KEY_ID, IV_ID or MAC_ID.
        length: 1 to 64.

    Raises:
        JamCryptoError: unknown hash, wrong type, a number out of range.
        JamInvalidKeyError: the salt or the password is too long.
    """
    require("PKCS#12 derivation")
    hashes.digest_size(hash_name)  # asks the gate of the hash
    iterations = integer(iterations, "iterations", 1, MAX_ITERATIONS)
    password, salt = octets(password, "password"), octets(salt, "salt")
    if len(salt) > 1024 or len(password) > 4096:
        raise JamInvalidKeyError("the salt or the password of a PKCS#12 file is too long")
    integer(purpose, "purpose", KEY_ID, MAC_ID)
    return _pkcs12(hash_name, password, salt, iterations, purpose, integer(length, "length", 1, 64))


def open_pem(headers: Sequence[str], data: bytes, password: bytes) -> bytes:
    """Return what a PEM block with Proc-Type and DEK-Info lines holds (RFC 1421 section 4.6.1).

    Args:
        headers: the header lines of the block.
        data: the encrypted bytes.
        password: as bytes.

    Raises:
        JamInvalidKeyError: header lines of another kind, or a cipher that is not read.
        JamDecryptionError: the padding is wrong, as after a wrong password.
    """
    name, iv = _dek_info(headers)
    key_size, iv_size = _DEK_CIPHERS[name]
    if len(iv) != iv_size:
        raise JamInvalidKeyError(f"the DEK-Info line of the PEM must have {iv_size} bytes for {name}")
    key = bytes_to_key(password, iv[:8], key_size)
    return (triple_des_cbc if iv_size == 8 else aes_cbc.decrypt)(key, iv, data)


def _dek_info(headers: Sequence[str]) -> tuple[str, bytes]:
    fields = {}
    for line in headers:
        name, _, value = line.partition(":")
        if name in fields:
            raise JamInvalidKeyError("the encrypted PEM has a header line twice")
        fields[name] = value.strip()
    cipher, _, text = fields.get("DEK-Info", "").partition(",")
    if set(fields) != {"Proc-Type", "DEK-Info"} or fields["Proc-Type"].replace(" ", "") != "4,ENCRYPTED":
        raise JamInvalidKeyError(
            "the header lines of the encrypted PEM are not Proc-Type: 4,ENCRYPTED and DEK-Info"
        )
    if cipher not in _DEK_CIPHERS:
        raise JamInvalidKeyError(
            f"the PEM is encrypted with another cipher than {', '.join(_DEK_CIPHERS)}; {_CONVERT} "
            "(OpenSSL 3 also wants: -provider legacy -provider default)"
        )
    try:
        return cipher, binascii.unhexlify(text.strip())
    except ValueError:
        raise JamInvalidKeyError("the DEK-Info line of the encrypted PEM is not hexadecimal") from None


def bytes_to_key(password: bytes, salt: bytes, length: int) -> bytes:
    """Derive a key as OpenSSL's EVP_BytesToKey does, with MD5 and one round.

    Args:
        password: bytes.
        salt: 8 bytes.
        length: 1 to 64.

    Raises:
        JamInvalidKeyError: this Python lacks MD5.
        JamCryptoError: wrong type or size.
    """
    _check_md5()
    require("EVP_BytesToKey")
    password, salt = octets(password, "password"), sized(salt, "salt", 8)
    return _bytes_to_key(password, salt, integer(length, "length", 1, 64))


def _check_md5() -> None:
    try:
        hashlib.md5(b"", usedforsecurity=False)
    except ValueError:
        raise JamInvalidKeyError(f"this Python lacks MD5, which this PEM needs; {_CONVERT}") from None


def _bytes_to_key(password: bytes, salt: bytes, length: int) -> bytes:
    """D_i = MD5(D_i-1 || password || salt); the key is the D_i one after the other (EVP_BytesToKey(3))."""
    key = digest = b""
    while len(key) < length:
        digest = hashlib.md5(digest + password + salt, usedforsecurity=False).digest()
        key += digest
    return key[:length]


def _pkcs12(hash_name: str, P: bytes, S: bytes, r: int, ID: int, n: int) -> bytes:
    """RFC 7292 appendix B.2, its letters and its steps."""
    new, u, v = hashes.constructor(hash_name), hashes.DIGEST_SIZES[hash_name], hashes.BLOCK_SIZES[hash_name]
    D = bytes((ID,)) * v  # step 1
    S, P = _filled(S, v), _filled(P, v)  # steps 2 and 3
    I = S + P  # step 4  # noqa: E741
    A = b""
    for _ in range(-(-n // u)):  # steps 5 and 6
        A_i = new(D + I).digest()  # step 6A: H applied r times
        for _ in range(r - 1):
            A_i = new(A_i).digest()
        A += A_i
        B = int.from_bytes(_filled(A_i, v)[:v], "big")  # step 6B
        blocks = (int.from_bytes(I[at : at + v], "big") for at in range(0, len(I), v))
        I = b"".join(((I_j + B + 1) % (1 << 8 * v)).to_bytes(v, "big") for I_j in blocks)  # noqa: E741 - step 6C
    return A[:n]  # steps 7 and 8


def _filled(data: bytes, v: int) -> bytes:
    """Repeat `data` until it fills whole blocks of v bytes; nothing stays nothing."""
    size = -(-len(data) // v) * v
    return (data * (size // len(data) + 1))[:size] if data else b""


# --- Triple DES ----------------------------------------------------------------------------------

# FIPS 46-3: the eight boxes, 4 rows of 16 hexadecimal digits each.
_S = (
    "e4d12fb83a6c5907 0f74e2d1a6cb9538 41e8d62bfc973a50 fc8249175b3ea06d",
    "f18e6b34972dc05a 3d47f28ec01a69b5 0e7ba4d158c6932f d8a13f42b67c05e9",
    "a09e63f51dc7b428 d709346a285ecbf1 d6498f30b12c5ae7 1ad069874fe3b52c",
    "7de3069a1285bc4f d8b56f03472c1ae9 a690cb7df13e5284 3f06a1d8945bc72e",
    "2c417ab6853fd0e9 eb2c47d150fa3986 421bad78f9c5630e b8c71e2d6f09a453",
    "c1af92680d34e75b af427c9561de0b38 9ef528c3704a1db6 432c95fabe17608d",
    "4b2ef08d3c975a61 d0b7491ae35c2f86 14bdc37eaf680592 6bd814a7950fe23c",
    "d2846fb1a93e50c7 1fd8a374c56b0e92 7b419ce206adf358 21e74a8dfc90356b",
)
_P = "16 7 20 21 29 12 28 17 1 15 23 26 5 18 31 10 2 8 24 14 32 27 3 9 19 13 30 6 22 11 4 25"
_PC1 = (
    "57 49 41 33 25 17 9 1 58 50 42 34 26 18 10 2 59 51 43 35 27 19 11 3 60 52 44 36 "
    "63 55 47 39 31 23 15 7 62 54 46 38 30 22 14 6 61 53 45 37 29 21 13 5 28 20 12 4"
)
_PC2 = (
    "14 17 11 24 1 5 3 28 15 6 21 10 23 19 12 4 26 8 16 7 27 20 13 2 "
    "41 52 31 37 47 55 30 40 51 45 33 48 44 49 39 56 34 53 46 42 50 36 29 32"
)
_IP = " ".join(str(bit) for start in (58, 60, 62, 64, 57, 59, 61, 63) for bit in range(start, 0, -8))
_SHIFTS = (1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1)


def _bits(table: str) -> tuple[int, ...]:
    return tuple(int(number) - 1 for number in table.split())


def _permuted(value: int, size: int, table: Sequence[int]) -> int:
    """Return the bits of `value`, numbered from the left, in the order of the table."""
    out = 0
    for bit in table:
        out = out << 1 | value >> (size - 1 - bit) & 1
    return out


@functools.lru_cache(maxsize=1)
def _boxes() -> tuple[tuple[int, ...], ...]:
    """Return each S box with P behind it: 8 times 64 words, indexed by six bits of E(R) ^ K."""
    P = _bits(_P)
    boxes = []
    for number, text in enumerate(_S):
        rows = [[int(digit, 16) for digit in row] for row in text.split()]
        words = (rows[six >> 4 & 2 | six & 1][six >> 1 & 15] << (28 - 4 * number) for six in range(64))
        boxes.append(tuple(_permuted(word, 32, P) for word in words))
    return tuple(boxes)


def _schedule(key: bytes) -> list[tuple[int, ...]]:
    """Return the sixteen round keys of DES, each as eight numbers of six bits."""
    both = _permuted(int.from_bytes(key, "big"), 64, _bits(_PC1))
    C, D = both >> 28, both & 0xFFFFFFF
    PC2, rounds = _bits(_PC2), []
    for shift in _SHIFTS:
        C, D = ((half << shift | half >> (28 - shift)) & 0xFFFFFFF for half in (C, D))
        K = _permuted(C << 28 | D, 56, PC2)
        rounds.append(tuple(K >> at & 63 for at in range(42, -1, -6)))
    return rounds


def _cbc(key: bytes, iv: bytes, data: bytes) -> bytes:
    """P_j = D_K1(E_K2(D_K3(C_j))) ^ C_j-1 (NIST SP 800-67 section 3.1): decryption alone."""
    first, second, third = (_schedule((key + key[:8])[at : at + 8]) for at in (0, 8, 16))
    # The final permutation of one stage and the initial one of the next undo each other.
    stages = (third[::-1], second, first[::-1])
    IP = _bits(_IP)
    FP = sorted(range(64), key=IP.__getitem__)
    boxes, out, previous = _boxes(), [], int.from_bytes(iv, "big")
    for at in range(0, len(data), 8):
        block = int.from_bytes(data[at : at + 8], "big")
        both = _permuted(block, 64, IP)
        L, R = both >> 32, both & 0xFFFFFFFF
        for rounds in stages:
            for K in rounds:
                X = (R & 1) << 33 | R << 1 | R >> 31  # E: six bits from each place, overlapping by two
                f = 0
                for box, six, shift in zip(boxes, K, (28, 24, 20, 16, 12, 8, 4, 0)):
                    f |= box[X >> shift & 63 ^ six]
                L, R = R, L ^ f
            L, R = R, L
        out.append((_permuted(L << 32 | R, 64, FP) ^ previous).to_bytes(8, "big"))
        previous = block
    return b"".join(out)


@known_answer("Triple DES", "NIST SP 800-67 appendix B.1")
def _triple_des_answer() -> list[tuple[object, object]]:
    key = bytes.fromhex("0123456789abcdef23456789abcdef01456789abcdef0123")
    ciphertext = bytes.fromhex("a826fd8ce53b855fcce21c8112256fe668d5c05dd9b6b900")
    blocks = b"".join(_cbc(key, bytes(8), ciphertext[at : at + 8]) for at in (0, 8, 16))
    return [(blocks, b"The qufck brown fox jump")]


@known_answer("PKCS#12 derivation", "RFC 7292 appendix B.2, as OpenSSL and Go compute it")
def _pkcs12_answer() -> list[tuple[object, object]]:
    derived = _pkcs12("sha1", pkcs12_password(b"sesame"), b"\xff" * 8, 2048, KEY_ID, 24)
    return [(derived.hex(), "7cd9fd3e2b3be7691a44e3bef0f9ea0fb9b897d4e325d9d1")]


@known_answer("EVP_BytesToKey", "OpenSSL: enc -aes-256-cbc -md md5 -P -S 0011223344556677 -pass pass:sesame")
def _bytes_to_key_answer() -> list[tuple[object, object]]:
    derived = _bytes_to_key(b"sesame", bytes.fromhex("0011223344556677"), 32)
    return [(derived.hex(), "36e5cbdfda9a6fffa7417be58538e6df032ffaf53abea7497d6ee1e6a0f93a8d")]
