"""What jamlite refuses in RSA, and why: keys, signatures and ciphertexts made to be wrong.

FOLDER is asymmetric/RSA of the package cryptography_vectors, whose keys are used. Everything is made
with plain arithmetic here, none of it with jamlite; what a wrong PKCS #1 v1.5 padding decrypts to is
asked of the package cryptography (OpenSSL 3.2 or later).
"""

from __future__ import annotations

import hashlib
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding as peer_padding
from cryptography.hazmat.primitives.asymmetric import rsa as peer_rsa

from .cavp_rsa import records
from .common import write
from .pkcs1_rsa import examples

SOURCE = {"name": "jamlite", "license": "Apache-2.0"}
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")  # SHA-256
MESSAGE = b"attack at dawn"
REFUSED = {"error_code": "crypto.invalid_key"}
UNDECRYPTED = {"error_code": "crypto.decryption_failed"}
Key = dict[str, int]


def octets(number: int) -> str:
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big").hex()


def size(key: Key) -> int:
    return (key["n"].bit_length() + 7) // 8


def private(key: Key, em: bytes | int) -> bytes:
    number = em if isinstance(em, int) else int.from_bytes(em, "big")
    assert number < key["n"]
    return pow(number, key["d"], key["n"]).to_bytes(size(key), "big")


def public(key: Key, em: bytes) -> bytes:
    number = int.from_bytes(em, "big")
    assert number < key["n"]
    return pow(number, key["e"], key["n"]).to_bytes(size(key), "big")


def members(key: Key, *names: str) -> dict[str, Any]:
    return {f"{name}_hex": octets(key[name]) for name in names or key}


class Cases:
    """Collects cases of one family."""

    def __init__(self, op: str, **shared: Any) -> None:
        self.op, self.shared, self.cases = op, shared, list[dict[str, Any]]()

    def add(self, name: str, result: str, out: dict[str, Any] | None = None, **inputs: Any) -> None:
        record = {"id": name, "op": self.op, "in": {**self.shared, **inputs}, "result": result}
        if out:
            record["out"] = out
        self.cases.append(record)


# --- keys


def keys(key: Key, e3: Key) -> list[dict[str, Any]]:
    n, e = key["n"], key["e"]
    bad = Cases("public_key")
    for name, changed_n, changed_e in (
        ("even modulus", n + 1, e),
        ("modulus zero", 0, e),
        ("modulus of 2047 bits", (1 << 2046) + 1, e),
        ("modulus of 16385 bits", (1 << 16384) + 1, e),
        ("exponent zero", n, 0),
        ("exponent one", n, 1),
        ("exponent two", n, 2),
        ("even exponent", n, 65538),
        ("exponent of 257 bits", n, (1 << 256) + 1),
        ("ROCA shape", roca(), e),
    ):
        bad.add(name, "invalid", REFUSED, n_hex=octets(changed_n), e_hex=octets(changed_e))
    bad.add("exponent three", "valid", **members(e3, "n", "e"))
    bad.add("exponent of 256 bits", "valid", n_hex=octets(n), e_hex=octets((1 << 256) - 1))
    return bad.cases + private_keys(key)


def roca() -> int:
    """Return a modulus whose two factors have the weak form k*M + (65537^a mod M)."""
    product = 1
    for prime in range(2, 702):
        if all(prime % factor for factor in range(2, prime)):
            product *= prime  # the 126 primes up to 701: M for 1024-bit factors
    factors = []
    for a in (1234567, 7654321):
        k = (3 << 1022) // product + a
        factors.append(k * product + pow(65537, a, product))
    return factors[0] * factors[1]


def private_keys(key: Key) -> list[dict[str, Any]]:
    bad = Cases("private_key")
    for name in ("d", "p", "q", "dp", "dq", "qi"):
        bad.add(f"{name} + 2", "invalid", REFUSED, **members({**key, name: key[name] + 2}))
        bad.add(f"{name} = 0", "invalid", REFUSED, **members({**key, name: 0}))
    for name in ("dp", "dq", "qi"):
        prime = key["q"] if name == "dq" else key["p"]
        period = prime if name == "qi" else prime - 1
        bad.add(f"{name} not reduced", "invalid", REFUSED, **members({**key, name: key[name] + period}))
    phi = (key["p"] - 1) * (key["q"] - 1)
    short = {name: key[name] for name in ("n", "e", "d")}
    bad.add("n, e, d only", "valid", members(key), **members(short))
    bad.add("p without q", "valid", members(key), **members({**short, "p": key["p"]}))
    bad.add("q without p", "valid", members(key), **members({**short, "q": key["q"]}))
    swapped = {**short, "p": key["q"], "q": key["p"]}
    bad.add("p and q in the other order", "valid", members(short), **members(swapped))
    bad.add("p and q swapped, the rest not", "invalid", REFUSED, **members({**key, **swapped}))
    bad.add("d not below n", "invalid", REFUSED, **members({**short, "d": key["d"] + phi * 3}))
    bad.add("another d, no factors", "invalid", REFUSED, **members({**short, "d": key["d"] + 2}))
    bad.add("even d, no factors", "invalid", REFUSED, **members({**short, "d": key["d"] + 1}))
    bad.add("d one", "invalid", REFUSED, **members({**short, "d": 1}))
    bad.add("p = 1, q = n", "invalid", REFUSED, **members({**short, "p": 1, "q": key["n"]}))
    square = {"n": key["p"] ** 2, "e": key["e"], "d": pow(key["e"], -1, key["p"] * (key["p"] - 1))}
    bad.add(
        "p = q", "invalid", REFUSED, **members({**square, "p": key["p"], "q": key["p"]}), minimum_bits=1024
    )
    return bad.cases


# --- PKCS #1 v1.5 signatures


def pkcs1v15(em_len: int, tail: bytes, head: bytes = b"\0\1", filler: bytes = b"\xff") -> bytes:
    return head + filler * (em_len - len(head) - 1 - len(tail)) + b"\0" + tail


def v15_signatures(key: Key, e3: Key, pss_signature: bytes) -> list[dict[str, Any]]:
    k = size(key)
    digest = hashlib.sha256(MESSAGE).digest()
    T = DIGEST_INFO + digest
    right = private(key, pkcs1v15(k, T))
    bad = Cases("verify", **members(key, "n", "e"), message_hex=MESSAGE.hex(), hash="sha256")
    bad.add("right", "valid", signature_hex=right.hex())
    forms = {
        "block type 2": pkcs1v15(k, T, b"\0\2"),
        "block type 0": pkcs1v15(k, T, b"\0\0", b"\0"),
        "first octet not zero": pkcs1v15(k, T, b"\1\1"),
        "padding octet fe": pkcs1v15(k, T).replace(b"\xff\xff\0", b"\xff\xfe\0"),
        "padding of eight octets, zeros after the hash": pkcs1v15(62, T) + bytes(k - 62),
        "padding of seven octets": b"\0\1" + b"\xff" * 7 + b"\0" + T + b"\xff" * (k - 10 - len(T)),
        "no padding": b"\0\1\0" + T + bytes(k - 3 - len(T)),
        "octet after the hash": pkcs1v15(k, T + b"\0"),
        "digest shortened": pkcs1v15(k, T[:-1]),
        "digest only": pkcs1v15(k, digest),
        "no separator": pkcs1v15(k, T)[: k - len(T) - 1] + b"\xff" + T,
        "NULL missing": pkcs1v15(k, bytes.fromhex("302f300b0609608648016503040201") + b"\4\x20" + digest),
        "BER: length in the long form": pkcs1v15(k, b"\x30\x81\x31" + T[2:]),
        "BER: indefinite length": pkcs1v15(k, b"\x30\x80" + T[2:] + b"\0\0"),
        "BER: padded NULL": pkcs1v15(k, bytes.fromhex("3032300e06096086480165030402010581000420") + digest),
        "garbage in the parameters": pkcs1v15(
            k, bytes.fromhex("3041301d06096086480165030402010410") + b"\xaa" * 16 + b"\4\x20" + digest
        ),
        "octets after the digest inside": pkcs1v15(
            k, b"\x30\x35" + T[2:] + b"\4\2\0\0"
        ),
        "identifier of SHA-512": pkcs1v15(k, DIGEST_INFO.replace(b"\4\2\1", b"\4\2\3") + digest),
        "digest of SHA-1, named so": pkcs1v15(
            k, bytes.fromhex("3021300906052b0e03021a05000414") + hashlib.sha1(MESSAGE).digest()
        ),
    }  # fmt: skip
    for name, em in forms.items():
        assert len(em) == k, name
        bad.add(name, "invalid", signature_hex=private(key, em).hex())
    bad.add("signature of PSS", "invalid", signature_hex=pss_signature.hex())
    hostile_numbers(bad, key, right)
    for message in (b"%d" % counter for counter in range(10000)):
        s = private(key, pkcs1v15(k, DIGEST_INFO + hashlib.sha256(message).digest()))
        if s[0] == 0:
            break
    bad.add("leading zero octet", "valid", message_hex=message.hex(), signature_hex=s.hex())
    bad.add("leading zero octet left out", "invalid", message_hex=message.hex(), signature_hex=s[1:].hex())
    beyond = (int.from_bytes(s, "big") + key["n"]).to_bytes(k, "big")
    bad.add("s + n", "invalid", message_hex=message.hex(), signature_hex=beyond.hex())
    front = b"\0\1" + b"\xff" * 8 + b"\0" + T
    root = cube_root(int.from_bytes(front.ljust(size(e3), b"\xff"), "big"))
    assert (root**3).to_bytes(size(e3), "big").startswith(front)
    bad.add("forged without the key, e = 3", "invalid", **members(e3, "n", "e"),
            signature_hex=root.to_bytes(size(e3), "big").hex())  # fmt: skip
    return bad.cases


def hostile_numbers(bad: Cases, key: Key, right: bytes) -> None:
    k = len(right)
    for name, number in (
        ("0", 0),
        ("1", 1),
        ("n - 1", key["n"] - 1),
        ("n", key["n"]),
        ("2^8k - 1", 256**k - 1),
    ):
        bad.add(f"s = {name}", "invalid", signature_hex=number.to_bytes(k, "big").hex())
    for name, changed in (
        ("empty", b""),
        ("one octet short", right[:-1]),
        ("zero octet before", b"\0" + right),
        ("zero octet after", right + b"\0"),
        ("twice", right + right),
        ("one bit changed", right[:-1] + bytes([right[-1] ^ 1])),
    ):
        bad.add(f"signature {name}", "invalid", signature_hex=changed.hex())


def cube_root(number: int) -> int:
    root = 1 << (number.bit_length() // 3 + 1)
    while root**3 > number:
        root = (2 * root + number // root**2) // 3
    return root


# --- PSS signatures


def mgf1(seed: bytes, length: int, hash_name: str) -> bytes:
    blocks = (hashlib.new(hash_name, seed + counter.to_bytes(4, "big")) for counter in range(99))
    return b"".join(block.digest() for block in blocks)[:length]


def xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b))


def pss(
    em_bits: int, salt: bytes = b"s" * 32, *, zeros: int = 8, ps: bytes = b"", one: bytes = b"\1",
    trailer: bytes = b"\xbc", top: int = 0, mgf: str = "sha256",
) -> bytes:  # fmt: skip
    length = (em_bits + 7) // 8
    H = hashlib.sha256(bytes(zeros) + hashlib.sha256(MESSAGE).digest() + salt).digest()
    DB = (ps + one + salt).rjust(length - 33, b"\0")
    masked = bytearray(xor(DB, mgf1(H, len(DB), mgf)))
    masked[0] = masked[0] & 0xFF >> -em_bits % 8 | top
    return bytes(masked) + H + trailer


def pss_signatures(key: Key, odd: Key, v15_signature: bytes) -> list[dict[str, Any]]:
    bits = key["n"].bit_length() - 1
    right = private(key, pss(bits))
    bad = Cases("verify", **members(key, "n", "e"), message_hex=MESSAGE.hex(), hash="sha256")
    bad.add("right", "valid", signature_hex=right.hex())
    bad.add("right, any length of salt", "valid", signature_hex=right.hex(), salt_length="any")
    for length in (0, 20, 33, size(key) - 34):
        s = private(key, pss(bits, b"s" * length)).hex()
        bad.add(f"salt of {length}, 32 wanted", "invalid", signature_hex=s)
        bad.add(f"salt of {length}, any", "valid", signature_hex=s, salt_length="any")
        bad.add(f"salt of {length}, so wanted", "valid", signature_hex=s, salt_length=length)
    bad.add("salt longer than fits wanted", "invalid", signature_hex=right.hex(), salt_length=size(key) - 33)
    forms = {
        "trailer cc": pss(bits, trailer=b"\xcc"),
        "top bit set": pss(bits, top=0x80),
        "padding octet not zero": pss(bits, ps=b"\7"),
        "separator 02": pss(bits, one=b"\2"),
        "separator missing": pss(bits, one=b"\0"),
        "seven zero octets before the digest": pss(bits, zeros=7),
        "MGF1 with SHA-1": pss(bits, mgf="sha1"),
    }
    for name, em in forms.items():
        s = private(key, em).hex()
        bad.add(name, "invalid", signature_hex=s)
        bad.add(f"{name}, any", "invalid", signature_hex=s, salt_length="any")
    bad.add("signature of PKCS #1 v1.5", "invalid", signature_hex=v15_signature.hex())
    bad.add("signature of PKCS #1 v1.5, any", "invalid", signature_hex=v15_signature.hex(), salt_length="any")
    bad.add("hash SHA-512 wanted", "invalid", signature_hex=right.hex(), hash="sha512", salt_length=32)
    hostile_numbers(bad, key, right)
    for salt in (counter.to_bytes(32, "big") for counter in range(10000)):
        s_plus_n = int.from_bytes(private(key, pss(bits, salt)), "big") + key["n"]
        if s_plus_n >> 8 * size(key) == 0:
            break
    bad.add("s + n", "invalid", signature_hex=octets(s_plus_n))
    assert odd["n"].bit_length() % 8 == 1  # EM is one octet shorter than the modulus
    bits = odd["n"].bit_length() - 1
    for salt in (counter.to_bytes(32, "big") for counter in range(10000)):
        em = pss(bits, salt)
        if int.from_bytes(em, "big") + (1 << bits) < odd["n"]:
            break
    bad.add("1025 bits", "valid", **members(odd, "n", "e"), signature_hex=private(odd, em).hex())
    bad.add("1025 bits, octet before EM not zero", "invalid", **members(odd, "n", "e"),
            signature_hex=private(odd, b"\1" + em).hex())  # fmt: skip
    return bad.cases


# --- encryption


def oaep(k: int, *, y: bytes = b"\0", label: bytes = b"", ps: bytes = b"", one: bytes = b"\1",
         message: bytes = MESSAGE, hash_name: str = "sha256") -> bytes:  # fmt: skip
    l_hash = hashlib.new(hash_name, label).digest()
    DB = l_hash + (ps + one + message).rjust(k - 2 * len(l_hash) - 1, b"\0")
    seed = b"\x5a" * len(l_hash)
    masked = xor(DB, mgf1(seed, len(DB), hash_name))
    return y + xor(seed, mgf1(masked, len(seed), hash_name)) + masked


def oaep_ciphertexts(key: Key) -> list[dict[str, Any]]:
    k = size(key)
    right = public(key, oaep(k))
    bad = Cases("decrypt", **members(key, "n", "e", "d", "p", "q"), hash="sha256")
    longest = b"m" * (k - 66)
    for name, message in (("right", MESSAGE), ("empty message", b"")):
        ciphertext = public(key, oaep(k, message=message)).hex()
        bad.add(name, "valid", {"message_hex": message.hex()}, ciphertext_hex=ciphertext)
    ciphertext = public(key, oaep(k, ps=b"", message=longest)).hex()
    bad.add("longest message", "valid", {"message_hex": longest.hex()}, ciphertext_hex=ciphertext)
    forms = {
        "first octet not zero": public(key, oaep(k, y=b"\1")),
        "another label": public(key, oaep(k, label=b"label")),
        "hash SHA-1": public(key, oaep(k, hash_name="sha1")),
        "padding octet not zero": public(key, oaep(k, ps=b"\7")),
        "separator 02": public(key, oaep(k, one=b"\2")),
        "zeros to the end": public(key, oaep(k, one=b"", message=b"")),
        "padding of PKCS #1 v1.5": public(key, pkcs1v15(k, MESSAGE, b"\0\2")),
        "c = 0": bytes(k),
        "c = 1": b"\1".rjust(k, b"\0"),
        "c = n - 1": (key["n"] - 1).to_bytes(k, "big"),
        "c = n": key["n"].to_bytes(k, "big"),
        "c = 2^8k - 1": b"\xff" * k,
        "empty": b"",
        "one octet short": right[:-1],
        "zero octet before": b"\0" + right,
        "zero octet after": right + b"\0",
        "one bit changed": right[:-1] + bytes([right[-1] ^ 1]),
    }
    for name, ciphertext in forms.items():
        bad.add(name, "invalid", UNDECRYPTED, ciphertext_hex=ciphertext.hex())
    return bad.cases


def v15_ciphertexts(key: Key) -> list[dict[str, Any]]:
    k = size(key)
    peer = peer_rsa.RSAPrivateNumbers(
        p=key["p"], q=key["q"], d=key["d"], dmp1=key["dp"], dmq1=key["dq"], iqmp=key["qi"],
        public_numbers=peer_rsa.RSAPublicNumbers(key["e"], key["n"]),
    ).private_key()  # fmt: skip
    bad = Cases("decrypt", **members(key, "n", "e", "d", "p", "q"))
    forms = {
        "right": pkcs1v15(k, MESSAGE, b"\0\2"),
        "empty message": pkcs1v15(k, b"", b"\0\2"),
        "longest message": pkcs1v15(k, b"m" * (k - 11), b"\0\2"),
        "block type 1": pkcs1v15(k, MESSAGE),
        "first octet not zero": pkcs1v15(k, MESSAGE, b"\1\2"),
        "padding of seven octets": pkcs1v15(k, b"m" * (k - 10), b"\0\2"),
        "no padding": b"\0\2\0".ljust(k, b"m"),
        "no separator": b"\0\2".ljust(k, b"m"),
        "zeros": bytes(k),
        "one": b"\1".rjust(k, b"\0"),
        "padding of OAEP": oaep(k),
    }
    for name, em in forms.items():
        ciphertext = public(key, em)
        answer = peer.decrypt(ciphertext, peer_padding.PKCS1v15())
        bad.add(name, "valid", {"message_hex": answer.hex()}, ciphertext_hex=ciphertext.hex())
        if not em.endswith(answer) and len(answer) > 32:  # the same stream, its last octets
            bad.add(f"{name}, 32 octets wanted", "valid", {"message_hex": answer[-32:].hex()},
                    ciphertext_hex=ciphertext.hex(), length=32)  # fmt: skip
    ciphertext = public(key, pkcs1v15(k, MESSAGE, b"\0\2"))
    bad.add("right, its length wanted", "valid", {"message_hex": MESSAGE.hex()},
            ciphertext_hex=ciphertext.hex(), length=len(MESSAGE))  # fmt: skip
    for name, changed in (
        ("empty", b""),
        ("one octet short", ciphertext[:-1]),
        ("zero octet before", b"\0" + ciphertext),
        ("c = n", key["n"].to_bytes(k, "big")),
    ):
        bad.add(name, "invalid", UNDECRYPTED, ciphertext_hex=changed.hex())
    return bad.cases


def main() -> None:
    def numbers(record: dict[str, str]) -> Key:
        return {name: int(value, 16) for name, value in record.items()}

    keys_by_number = {number: key for number, _, key, _ in examples("pkcs1v15sign-vectors.txt", "Signature")}
    key, odd = numbers(keys_by_number[15]), numbers(keys_by_number[7])
    found = ({name: int(known[name], 16) for name in "nepqd"} for bits, known in
             records("FIPS_186-2/KeyGenRSA.rsp", "d") if bits == 2048)  # fmt: skip
    e3 = next(found)  # its public exponent is 3
    v15_signature = private(key, pkcs1v15(256, DIGEST_INFO + hashlib.sha256(MESSAGE).digest()))
    pss_signature = private(key, pss(2047))
    for name, family, section, cases in (
        ("rsa_raw", "RSA", "3", keys(key, e3)),
        ("rsa_pkcs1v15", "RSA-PKCS1v15", "8.2.2", v15_signatures(key, e3, pss_signature)),
        ("rsa_pkcs1v15_encryption", "RSA-PKCS1v15", "7.2.2", v15_ciphertexts(key)),
        ("rsa_pss", "RSA-PSS", "8.1.2", pss_signatures(key, odd, v15_signature)),
        ("rsa_oaep", "RSA-OAEP", "7.1.2", oaep_ciphertexts(key)),
    ):
        write("crypto", f"{name}.jamlite", title=f"{family}: what is refused", family=family,
              spec=f"RFC 8017 section {section}", source=SOURCE, cases=cases)  # fmt: skip


if __name__ == "__main__":
    main()
