"""Runners of the plain package: the families that it writes down, judged by the same vectors.

What plain refuses is a ValueError. It has no error codes, none of jamlite's limits and no checks of types,
so cases about those are left out, and so are those that would take it minutes (`left_out` says why).
"""

from __future__ import annotations

from ..plain import (
    plain_aes,
    plain_argon2,
    plain_chacha20,
    plain_ecdsa,
    plain_eddsa,
    plain_edwards,
    plain_gcm,
    plain_hmac,
    plain_hotp,
    plain_kdf,
    plain_key_wrap,
    plain_modes,
    plain_montgomery,
    plain_poly1305,
    plain_rsa,
    plain_rsa_encryption,
    plain_salsa20,
    plain_weierstrass,
)
from ..plain.plain_curves import CURVES
from . import plain_ml_dsa_cases

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from .family import Family, Field, Operation, Outputs
    from .vectors import Case


def _number(octets: bytes) -> int:
    return int.from_bytes(octets, "big")


def _named(result: str, run: Callable[..., object]) -> Operation:
    """Return an operation whose answer stands under one name."""

    def operation(**inputs: object) -> Outputs:
        return {result: run(**inputs)}

    return operation


def _blocks(cipher: Callable[[bytes, bytes], bytes]) -> Callable[..., bytes]:
    def run(key: bytes, data: bytes) -> bytes:
        # AES itself has one block: FIPS 197.
        return b"".join(cipher(key, data[i : i + 16]) for i in range(0, len(data), 16))

    return run


def _sealed(run: Callable[..., tuple[bytes, bytes]]) -> Operation:
    def operation(**inputs: bytes) -> Outputs:
        ciphertext, tag = run(**inputs)
        return {"ciphertext": ciphertext, "tag": tag}

    return operation


def _ecdsa(name: str) -> Family:
    curve = CURVES[name]

    def sign(private: bytes, message: bytes, hash: str) -> Outputs:
        return {"signature": plain_ecdsa.sign(name, _number(private), message, hash)}

    def verify(x: bytes, y: bytes, message: bytes, hash: str, signature: bytes) -> bool:
        return plain_ecdsa.verify(name, (_number(x), _number(y)), message, signature, hash)

    def public_key(private: bytes) -> Outputs:
        return _xy(name, plain_ecdsa.public_key(curve, _number(private)))

    def validate_public(x: bytes, y: bytes) -> bool:
        return plain_weierstrass.contains(curve, (_number(x), _number(y)))

    return {"sign": sign, "verify": verify, "public_key": public_key, "validate_public": validate_public}


def _xy(name: str, point: tuple[int, int]) -> Outputs:
    x, y = point
    return {"x": x.to_bytes(CURVES[name].size, "big"), "y": y.to_bytes(CURVES[name].size, "big")}


def _ecdh(name: str) -> Family:
    curve = CURVES[name]

    def exchange(private: bytes, x: bytes, y: bytes) -> Outputs:
        return {"secret": plain_weierstrass.exchange(curve, _number(private), (_number(x), _number(y)))}

    def exchange_with_point(private: bytes, point: bytes) -> Outputs:
        Q = plain_weierstrass.decode_point(curve, point)
        return {"secret": plain_weierstrass.exchange(curve, _number(private), Q)}

    return {"exchange": exchange, "exchange_with_point": exchange_with_point}


def _sec1(name: str) -> Family:
    curve = CURVES[name]

    def decode(point: bytes) -> Outputs:
        return _xy(name, plain_weierstrass.decode_point(curve, point))

    def encode(x: bytes, y: bytes, compressed: bool) -> Outputs:
        return {"point": plain_weierstrass.encode_point(curve, (_number(x), _number(y)), compressed)}

    return {"decode": decode, "encode": encode}


def _eddsa(E: plain_edwards.Curve) -> Family:
    def public_key(seed: bytes) -> Outputs:
        return {"public_key": plain_eddsa.public_key(E, seed)}

    def sign(seed: bytes, message: bytes, context: bytes = b"") -> Outputs:
        return {"signature": plain_eddsa.sign(E, seed, message, context)}

    def verify(public_key: bytes, message: bytes, signature: bytes, context: bytes = b"") -> bool:
        return plain_eddsa.verify(E, public_key, message, signature, context)

    def prepare_public(public_key: bytes) -> bool:
        return plain_edwards.encode(E, plain_eddsa.decode_public(E, public_key)) == public_key

    return {
        "public_key": public_key,
        "sign": sign,
        "verify": verify,
        "verify_known": verify,  # plain keeps nothing of a key
        "prepare_public": prepare_public,
    }


def _montgomery(function: Callable[..., bytes], shared: Callable[..., bytes], base: bytes) -> Family:
    def public_key(private: bytes) -> Outputs:
        return {"public_key": function(private, base)}

    def exchange(private: bytes, public: bytes) -> Outputs:
        return {"secret": shared(private, public)}

    def iterate(scalar: bytes, u: bytes, count: int) -> Outputs:
        for _ in range(count):  # RFC 7748 section 5.2
            scalar, u = function(scalar, u), scalar
        return {"result": scalar}

    return {"public_key": public_key, "exchange": exchange, "iterate": iterate}


def _pss_verify(
    n: bytes, e: bytes, message: bytes, signature: bytes, hash: str, salt_length: Field = None
) -> bool:
    length = -1 if salt_length == "any" else salt_length  # plain's word for any length
    return plain_rsa.pss_verify(_number(n), _number(e), message, signature, hash, length)


def _rsa_sign(run: Callable[..., bytes]) -> Operation:
    def operation(n: bytes, d: bytes, message: bytes, hash: str, **rest: bytes) -> Outputs:
        salt = {"salt": rest["salt"]} if "salt" in rest else {}
        return {"signature": run(n=_number(n), d=_number(d), M=message, hash_name=hash, **salt)}

    return operation


def _v15_verify(n: bytes, e: bytes, message: bytes, signature: bytes, hash: str) -> bool:
    return plain_rsa.pkcs1_v1_5_verify(_number(n), _number(e), message, signature, hash)


def _v15_encrypt(n: bytes, e: bytes, message: bytes, padding: bytes) -> Outputs:
    return {"ciphertext": plain_rsa_encryption.pkcs1_v1_5_encrypt(_number(n), _number(e), message, padding)}


def _oaep_encrypt(
    n: bytes, e: bytes, message: bytes, seed: bytes, hash: str = "sha1", label: bytes = b""
) -> Outputs:
    encrypt = plain_rsa_encryption.oaep_encrypt
    return {"ciphertext": encrypt(_number(n), _number(e), message, seed, hash, label)}


def _oaep_decrypt(
    n: bytes,
    d: bytes,
    ciphertext: bytes,
    hash: str = "sha1",
    label: bytes = b"",
    mgf_hash: str = "",
    **primes: bytes,
) -> Outputs:
    decrypt = plain_rsa_encryption.oaep_decrypt
    return {"message": decrypt(_number(n), _number(d), ciphertext, hash, label, mgf_hash)}


def _power(exponent: str, given: str, result: str) -> Operation:
    def operation(**key: bytes) -> Outputs:
        n, number = _number(key["n"]), _number(key[given])
        found = plain_rsa.rsa(n, _number(key[exponent]), number)
        # As the runner: a number, without the width of n.
        return {result: found.to_bytes((found.bit_length() + 7) // 8, "big")}

    return operation


def _hmac(hash_name: str) -> Family:
    def mac(key: bytes, message: bytes, length: int | None = None) -> Outputs:
        return {"tag": plain_hmac.hmac(hash_name, key, message)[:length]}

    return {"mac": mac}


def _hkdf(hash: str, ikm: bytes, salt: bytes, info: bytes, length: int) -> Outputs:
    prk = plain_kdf.hkdf_extract(hash, salt, ikm)
    return {"prk": prk, "okm": plain_kdf.hkdf_expand(hash, prk, info, length)}


def _concat(hash: str, shared_secret: bytes, other_info: bytes, length: int) -> Outputs:
    return {"key": plain_kdf.concat_kdf(hash, shared_secret, other_info, length)}


def _pbkdf2(hash: str, password: bytes, salt: bytes, iterations: int, length: int) -> Outputs:
    return {"key": plain_kdf.pbkdf2(hash, password, salt, iterations, length)}


def _scrypt(password: bytes, salt: bytes, n: int, r: int, p: int, length: int) -> Outputs:
    return {"key": plain_kdf.scrypt(password, salt, n, r, p, length)}


def _argon2id(
    password: bytes,
    salt: bytes,
    time_cost: int,
    memory_kib: int,
    parallelism: int,
    length: int,
    secret: bytes = b"",
    associated_data: bytes = b"",
) -> Outputs:
    derive = plain_argon2.derive
    tag = derive(password, salt, time_cost, memory_kib, parallelism, length, secret, associated_data)
    return {"tag": tag}


def _nonce(order: bytes, private: bytes, message: bytes, hash: str) -> Outputs:
    q = _number(order)
    k = plain_ecdsa.nonce(q, _number(private), plain_hmac.H(hash, message), hash)
    return {"k": k.to_bytes((q.bit_length() + 7) // 8, "big")}


def _stream(xor: Callable[[bytes, bytes, bytes, int], bytes]) -> Family:
    def encrypt(key: bytes, nonce: bytes, plaintext: bytes, counter: int) -> Outputs:
        return {"ciphertext": xor(key, nonce, plaintext, counter)}

    def keystream(key: bytes, nonce: bytes, counter: int, length: int) -> Outputs:
        return {"keystream": xor(key, nonce, bytes(length), counter)}

    return {"encrypt": encrypt, "keystream": keystream}


def _poly1305_verify(key: bytes, message: bytes, tag: bytes) -> bool:
    return plain_poly1305.mac(key, message) == tag  # not in constant time: plain is for reading


def _hotp(secret: bytes, counter: int, digits: int, digest: str) -> Outputs:
    return {"code": plain_hotp.hotp(secret, counter, digits, digest)}


def _totp(secret: bytes, time: int, digits: int, digest: str, interval: int) -> Outputs:
    return {"code": plain_hotp.totp(secret, time, digits, digest, interval)}


def _ctr(result: str) -> Operation:
    def operation(key: bytes, iv: bytes, data: bytes) -> Outputs:
        return {result: plain_modes.ctr(key, iv, data)}

    return operation


FAMILIES: dict[str, Family] = {
    "AES": {
        "encrypt": _named("ciphertext", _blocks(plain_aes.encrypt)),
        "decrypt": _named("plaintext", _blocks(plain_aes.decrypt)),
    },
    "AES-CBC": {
        "encrypt": _named("ciphertext", plain_modes.cbc_encrypt),
        "decrypt": _named("plaintext", plain_modes.cbc_decrypt),
        "encrypt_unpadded": _named("ciphertext", plain_modes.cbc_encrypt_blocks),
        "decrypt_unpadded": _named("plaintext", plain_modes.cbc_decrypt_blocks),
    },
    "AES-CTR": {"encrypt": _ctr("ciphertext"), "decrypt": _ctr("plaintext")},
    "AES-GCM": {
        "encrypt": _sealed(plain_gcm.encrypt),
        "decrypt": _named("plaintext", plain_gcm.decrypt),
    },
    "AES-KW": {
        "wrap": _named("wrapped", plain_key_wrap.wrap),
        "unwrap": _named("plaintext", plain_key_wrap.unwrap),
    },
    "AES-KWP": {
        "wrap": _named("wrapped", plain_key_wrap.wrap_padded),
        "unwrap": _named("plaintext", plain_key_wrap.unwrap_padded),
    },
    "ChaCha20": _stream(plain_chacha20.xor),
    "XChaCha20": _stream(plain_chacha20.xchacha20_xor),
    "HChaCha20": {"derive": _named("subkey", plain_chacha20.hchacha20)},
    "Poly1305": {"mac": _named("tag", plain_poly1305.mac), "verify": _poly1305_verify},
    "ChaCha20-Poly1305": {
        "encrypt": _sealed(plain_poly1305.encrypt),
        "decrypt": _named("plaintext", plain_poly1305.decrypt),
    },
    "XChaCha20-Poly1305": {
        "encrypt": _sealed(plain_poly1305.xencrypt),
        "decrypt": _named("plaintext", plain_poly1305.xdecrypt),
    },
    "Salsa20": _stream(plain_salsa20.xor),
    "HSalsa20": {"derive": _named("subkey", plain_salsa20.hsalsa20)},
    "XSalsa20-Poly1305": {
        "encrypt": _sealed(plain_salsa20.encrypt),
        "decrypt": _named("plaintext", plain_salsa20.decrypt),
    },
    **plain_ml_dsa_cases.FAMILIES,
    "RFC 6979": {"nonce": _nonce},
    "Ed25519": _eddsa(plain_edwards.ED25519),
    "Ed448": _eddsa(plain_edwards.ED448),
    "X25519": _montgomery(
        plain_montgomery.x25519, plain_montgomery.exchange25519, plain_montgomery.BASE25519
    ),
    "X448": _montgomery(plain_montgomery.x448, plain_montgomery.exchange448, plain_montgomery.BASE448),
    "RSA": {
        "encrypt": _power("e", "message", "ciphertext"),
        "decrypt": _power("d", "ciphertext", "message"),
    },
    "RSA-PKCS1v15": {
        "sign": _rsa_sign(plain_rsa.pkcs1_v1_5_sign),
        "verify": _v15_verify,
        "encrypt": _v15_encrypt,
    },
    "RSA-PSS": {"sign": _rsa_sign(plain_rsa.pss_sign), "verify": _pss_verify},
    "RSA-OAEP": {"encrypt": _oaep_encrypt, "decrypt": _oaep_decrypt},
    **{f"HMAC-SHA-{name[3:]}": _hmac(name) for name in plain_hmac.BLOCK},
    "HKDF": {"derive": _hkdf},
    "Concat KDF": {"derive": _concat},
    "PBKDF2": {"derive": _pbkdf2},
    "scrypt": {"derive": _scrypt},
    "Argon2id": {"derive": _argon2id},
    "HOTP": {"code": _hotp},
    "TOTP": {"code": _totp},
}
for _curve in CURVES:
    FAMILIES[f"ECDSA {_curve}"] = _ecdsa(_curve)
    FAMILIES[f"ECDH {_curve}"] = _ecdh(_curve)
    FAMILIES[f"SEC 1 {_curve}"] = _sec1(_curve)

_NUMBERS = ("counter", "length", "digits", "iterations")
_OPERATIONS_LEFT_OUT = {
    ("RSA", "public_key"): "jamlite's own checks of keys",
    ("RSA", "private_key"): "jamlite's own checks of keys",
    ("RSA-PKCS1v15", "decrypt"): "implicit rejection, which RFC 8017 does not have",
    ("HOTP", "verify"): "comparing codes, which otp does",
    ("TOTP", "verify_step"): "comparing codes, which otp does",
    ("Ed25519", "to_x25519_public"): "conversion of keys",
    ("Ed25519", "to_x25519_private"): "conversion of keys",
    **{(f"ECDSA {curve}", "generate"): "generation of keys" for curve in CURVES},
}


def left_out(family: str, case: Case) -> str:
    """Return why plain does not run this case, or nothing if it does."""
    inputs = case.inputs
    if (family, case.op) in _OPERATIONS_LEFT_OUT:
        return _OPERATIONS_LEFT_OUT[family, case.op]
    if any(type(inputs.get(name, 0)) is not int for name in _NUMBERS):  # True is an int for isinstance
        return "a number of the wrong type"
    work = {  # 1 is some seconds of plain, on a slow machine
        "Argon2id": inputs.get("memory_kib", 0) * inputs.get("time_cost", 0) / 256,
        "scrypt": inputs.get("n", 0) * inputs.get("r", 1) * inputs.get("p", 1) / 512
        if family == "scrypt"
        else 0,
        "PBKDF2": max(inputs.get("iterations", 0) / 5000, inputs.get("length", 0) / 65536),
    }
    return "too much work for plain" if case.slow or work.get(family, 0) > 1 else ""


def operation(family: str, name: str) -> Operation | None:
    """Return an operation whose ValueError is a refusal, as the runner wants it."""
    run = FAMILIES[family].get(name)
    if run is None:
        return None

    def refusing(**inputs: object) -> object:
        try:
            return run(**inputs)
        except ValueError:  # any other error is a crash, as the runner has it
            return False

    return refusing
