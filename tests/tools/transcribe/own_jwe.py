"""Our own JWEs to be refused, each genuine but for the one fault it is named after.

A token is sealed with the faulty header, key, IV or content itself, so that nothing but the rule in
question stands in its way. The numbers are those of the lines in our security checklist.
"""

from __future__ import annotations

import json
import os
import zlib
from typing import Any, Optional

from jamlite.conformance.jwe_draws import FixedValues
from jamlite.crypto import aes_cbc, aes_kw, hmac, rsa_oaep, rsa_pkcs1v15_encryption, x448
from jamlite.encoding import base64url
from jamlite.jose import JWK
from jamlite.jose.jwe_content import CONTENT_ENCRYPTIONS
from jamlite.jose.jwe_ecdh_es import agreed_key
from jamlite.jose.jwe_json import seal_json
from jamlite.jose.jwe_key_management import KEY_MANAGEMENTS

from .common import ROOT, write

PLAINTEXT = b"a plaintext"
SECRET = bytes(range(32))
IV, LONG_IV = bytes(range(100, 112)), bytes(range(100, 116))
CEK = {size: bytes(range(50, 50 + size)) for size in (16, 24, 32, 48, 64)}
FORMAT, REFUSED = "jwe.invalid_format", "jwe.decryption_error"
ON_REQUEST = {"algorithms": ["RSA1_5"]}
PASSWORD = {"password": "correct horse battery staple"}
EC = {
    "kty": "EC",
    "crv": "P-256",
    "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
    "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
    "d": "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw",
}
EPHEMERAL = {
    "kty": "EC",
    "crv": "P-256",
    "x": "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
    "y": "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps",
    "d": "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo",
}
EPK = {name: EPHEMERAL[name] for name in ("kty", "crv", "x", "y")}
P384 = {
    "kty": "EC",
    "crv": "P-384",
    "x": "YU4rRUzdmVqmRtWOs2OpDE_T5fsNIodcG8G5FWPrTPMyxpzsSOGaQLpe2FpxBmu2",
    "y": "A8-yxCHxkfBz3hKZfI1jUYMjUhsEveZ9THuwFjH2sCNdtksRJU7D5-SkgaFL1ETP",
}
X25519 = {
    "kty": "OKP",
    "crv": "X25519",
    "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08",
    "d": "XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os",
}
X448 = {"kty": "OKP", "crv": "X448", "d": base64url.encode(bytes(range(56)))}
X448["x"] = base64url.encode(x448.public_key(bytes(range(56))))
ORDER_8 = "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"


def rsa_key() -> dict[str, Any]:
    """Return the key of RFC 7516 appendix A.1, from our own vectors."""
    with open(os.path.join(ROOT, "vectors", "jose", "jwe.rfc7516.json"), encoding="utf-8") as stream:
        key: dict[str, Any] = json.load(stream)["cases"][0]["in"]["key"]
    return key


def oct_key(size: int = 32, **members: Any) -> dict[str, Any]:
    return {"kty": "oct", "k": base64url.encode(SECRET[:size]), **members}


def text(value: Any) -> str:
    return base64url.encode(
        value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    )


def compact(
    header: Any,
    cek: bytes,
    encrypted_key: bytes = b"",
    *,
    enc: str = "A256GCM",
    iv: Optional[bytes] = None,
    content: bytes = PLAINTEXT,
) -> str:
    """Return a compact JWE with this header, whatever it says, sealed with `enc` under `cek`."""
    segment = text(header)
    row = CONTENT_ENCRYPTIONS[enc]
    iv = iv if iv is not None else IV if row.iv_size == 12 else LONG_IV
    ciphertext, tag = row.seal(cek, iv, content, segment.encode())
    return ".".join([segment, *map(base64url.encode, (encrypted_key, iv, ciphertext, tag))])


def direct(header: Any = None, **options: Any) -> str:
    """Return a token under `dir` whose header has these members besides, or is this text."""
    if not isinstance(header, bytes):
        header = {"alg": "dir", "enc": "A256GCM", **(header or {})}
    return compact(header, SECRET, **options)


def wrapped(header: Any = None, **options: Any) -> str:
    """Return a token under A256KW."""
    return compact(
        {"alg": "A256KW", "enc": "A256GCM", **(header or {})},
        CEK[32],
        aes_kw.wrap(SECRET, CEK[32]),
        **options,
    )


def without(header: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in header.items() if key != name}


def changed(token: str, part: int, edit: Any) -> str:
    """Return a token with the bytes of one of its five parts edited."""
    parts = token.split(".")
    parts[part] = base64url.encode(edit(base64url.decode(parts[part])))
    return ".".join(parts)


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


class Cases:
    """The cases, collected; each id says the line of the checklist and the fault."""

    def __init__(self) -> None:
        self.cases: list[dict[str, Any]] = []

    def refuse(self, name: str, token: Any, key: Any, error: str = REFUSED, **options: Any) -> None:
        self.add(name, {"token": token, "key": key, **options}, {"error_code": error}, "invalid")

    def accept(self, name: str, token: Any, key: Any, plaintext: bytes = PLAINTEXT, **options: Any) -> None:
        out = {"plaintext_hex": plaintext.hex()}
        self.add(name, {"token": token, "key": key, **options}, out, "valid")

    def add(self, name: str, given: dict[str, Any], out: dict[str, Any], result: str) -> None:
        self.cases.append({"id": name, "op": "decrypt", "in": given, "out": out, "result": result})


def structure(add: Cases) -> None:
    """Lines 1, 3 to 10: what is not a JWE."""
    token, key = wrapped(), oct_key()
    add.accept("the token most of the others are made of", token, key)
    parts = token.split(".")
    for count in (0, 1, 2, 3, 4):
        add.refuse(f"04 {count} parts", ".".join(parts[:count]), key, FORMAT)
    add.refuse("04 six parts", token + ".", key, FORMAT)
    add.refuse("04 a JWS has three parts", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA", key, FORMAT)
    add.refuse("04 five empty parts", "....", key, FORMAT)
    for at, name in enumerate(("header", "encrypted key", "iv", "ciphertext", "tag")):
        for fault, edit in (
            ("padded", "="),
            ("with a space", " "),
            ("with +", "+"),
            ("too short by one", None),
        ):
            broken = [*parts]
            broken[at] = (
                broken[at] + edit if edit else (broken[at] + "AAAA")[: 4 * (len(broken[at]) // 4) + 1]
            )
            add.refuse(f"09 {name} {fault}", ".".join(broken), key, FORMAT)
    add.refuse("09 a line feed at the end", token + "\n", key, FORMAT)
    add.refuse("10 not ASCII", token[:-1] + "é", key, FORMAT)
    headers = {
        "05 nested 65 deep": b'{"alg":"dir","enc":"A256GCM","x":' + b"[" * 64 + b"]" * 64 + b"}",
        "05 an integer of 400 digits": b'{"alg":"dir","enc":"A256GCM","x":' + b"9" * 400 + b"}",
        "06 NaN": b'{"alg":"dir","enc":"A256GCM","x":NaN}',
        "06 a number out of range": b'{"alg":"dir","enc":"A256GCM","x":1e400}',
        "07 alg twice": b'{"alg":"dir","enc":"A256GCM","alg":"dir"}',
        "07 alg twice, once escaped": b'{"alg":"dir","enc":"A256GCM","\\u0061lg":"dir"}',
        "08 a byte order mark": b'\xef\xbb\xbf{"alg":"dir","enc":"A256GCM"}',
        "08 UTF-16": '{"alg":"dir","enc":"A256GCM"}'.encode("utf-16"),
        "08 a lone surrogate": b'{"alg":"dir","enc":"A256GCM","kid":"\\ud800"}',
        "01 not JSON": b"alg=dir",
        "01 a list": b'["alg","dir"]',
        "01 null": b"null",
        "01 empty": b"",
        "01 something after it": b'{"alg":"dir","enc":"A256GCM"}{}',
        "03 larger than 16 KiB": b'{"alg":"dir","enc":"A256GCM","x":"' + b"x" * 13000 + b'"}',
    }
    for name, header in headers.items():
        add.refuse(f"{name}, as header", direct(header), oct_key(), FORMAT)
    add.refuse("03 an encrypted key of 3 KiB more", changed(token, 1, lambda k: k + bytes(3100)), key, FORMAT)


def critical(add: Cases) -> None:
    """Lines 25 and 26, for JWE."""
    key = oct_key()
    for name, crit in (
        ("empty", []),
        ("a string", "exp"),
        ("null", None),
        ("an object", {"exp": True}),
        ("of numbers", [1]),
        ("a registered name", ["alg"]),
        ("a registered name, of zip", ["zip"]),
        ("a name not there", ["absent"]),
        ("the same name twice", ["exp", "exp"]),
        ("a name not understood", ["exp"]),
        ("the empty name", [""]),
        ("b64, which JWE does not have", ["b64"]),
    ):
        token = direct({"crit": crit, "exp": 1, "b64": True, "zip": "DEF"}, content=deflate(PLAINTEXT))
        add.refuse(f"25 crit is {name}", token, key)
    token = direct({"crit": ["exp"], "exp": 1})
    add.accept("25 crit names what the caller understands", token, key, crit=["exp"])
    add.refuse("25 crit names one more than the caller understands", token, key, crit=["other"])
    flat = flattened()
    add.refuse("26 crit unprotected", {**flat, "unprotected": {"crit": ["exp"], "exp": 1}}, key)
    add.refuse("26 crit in a recipient's header", {**flat, "header": {"crit": ["exp"], "exp": 1}}, key)


def allowed(add: Cases) -> None:
    """Lines 47 and 53: what the caller, or the key, does not allow."""
    key, token = oct_key(), wrapped()
    for name, algorithms, encryptions in (
        ("alg not in the caller's list", ["dir"], None),
        ("the caller's list is empty", [], None),
        ("alg in another case in the caller's list", ["a256kw"], None),
        ("enc not in the caller's list", None, ["A128GCM"]),
        ("no enc in the caller's list", None, []),
        ("enc in the list of alg", ["A256GCM"], ["A256KW"]),
    ):
        add.refuse(f"47 {name}", token, key, algorithms=algorithms, encryptions=encryptions)
    for name, members in (
        ("the key is for dir", {"alg": "dir"}),
        ("the key is for A256GCMKW", {"alg": "A256GCMKW"}),
        ("the key is for HS256", {"alg": "HS256"}),
        ("the key is for a content encryption, directly", {"alg": "A256GCM"}),
        ("the key's use is sig", {"use": "sig"}),
        ("key_ops is empty", {"key_ops": []}),
        ("key_ops has wrapKey alone", {"key_ops": ["wrapKey"]}),
        ("key_ops has sign and verify", {"key_ops": ["sign", "verify"]}),
    ):
        add.refuse(f"47 {name}", token, oct_key(**members), algorithms=["A256KW", "dir"])
    add.accept("47 key_ops has unwrapKey", token, oct_key(key_ops=["unwrapKey"]))
    add.accept("47 the key is for A256KW", token, oct_key(alg="A256KW", use="enc"))
    add.refuse("47 dir, and the key is for A256KW", direct(), oct_key(alg="A256KW"))
    add.refuse("47 dir, and the key is for another enc", direct(), oct_key(alg="A128CBC-HS256"))
    for name, alg in (
        ("in lower case", "a256kw"),
        ("with a space", "A256KW "),
        ("none", "none"),
        ("empty", ""),
        ("of a signature", "HS256"),
        ("an enc", "A256GCM"),
        ("the key's size does not fit", "A128KW"),
    ):
        add.refuse(f"47 alg is {name}", wrapped({"alg": alg}), key)
        add.refuse(f"47 alg is {name}, and the caller lists it", wrapped({"alg": alg}), key, algorithms=[alg])
    for name, value in (
        ("a list", ["A256KW"]),
        ("an object", {}),
        ("a number", 1),
        ("null", None),
        ("true", True),
    ):
        add.refuse(f"47 alg is {name}", wrapped({"alg": value}), key)
        add.refuse(f"47 enc is {name}", wrapped({"enc": value}), key)
    for name, value in (
        ("in lower case", "a256gcm"),
        ("an alg", "dir"),
        ("unknown", "A512GCM"),
        ("none", "none"),
    ):
        add.refuse(f"47 enc is {name}", wrapped({"enc": value}), key)
    for name in ("alg", "enc"):
        header = without({"alg": "dir", "enc": "A256GCM"}, name)
        add.refuse(f"47 {name} is missing", compact(header, SECRET), key, FORMAT)
    add.refuse("47 another enc of the same key size", wrapped({"enc": "A128CBC-HS256"}), key)
    add.refuse("47 kid of a set is unknown", wrapped({"kid": "b"}), {"keys": [oct_key(kid="a")]})
    add.refuse("64 a secret in a set of public keys", token, {"keys": [oct_key(), {**without(EC, "d")}]})
    rsa = rsa_key()
    material = JWK(rsa).material
    old = rsa_pkcs1v15_encryption.encrypt(
        material.verifier, CEK[32], padding=b"\x01" * (material.verifier.size - 35)
    )
    token = compact({"alg": "RSA1_5", "enc": "A256GCM"}, CEK[32], old)
    add.refuse("53 RSA1_5 is not asked for", token, rsa)
    add.refuse("53 RSA1_5 is the key's own alg, and not asked for", token, {**rsa, "alg": "RSA1_5"})
    add.refuse("53 RSA1_5 is not in the list", token, rsa, algorithms=["RSA-OAEP"])
    add.accept("53 RSA1_5 is asked for", token, rsa, **ON_REQUEST)
    for name, data in (
        ("a wrong padding", flipped(old)),
        ("not below the modulus", b"\xff" * len(old)),
        ("a byte too short", old[1:]),
        ("a byte too long", old + b"\0"),
        ("nothing", b""),
    ):
        add.refuse(f"53 RSA1_5, {name}", changed(token, 1, lambda _, data=data: data), rsa, **ON_REQUEST)
    short = rsa_pkcs1v15_encryption.encrypt(
        material.verifier, CEK[16], padding=b"\x01" * (material.verifier.size - 19)
    )
    token = compact({"alg": "RSA1_5", "enc": "A256GCM"}, SECRET, short)
    add.refuse("53 RSA1_5, a content key of the wrong size", token, rsa, **ON_REQUEST)
    oaep = rsa_oaep.encrypt(material.verifier, CEK[32], "sha1", seed=bytes(20))
    add.accept("43 RSA-OAEP", compact({"alg": "RSA-OAEP", "enc": "A256GCM"}, CEK[32], oaep), rsa)
    token = compact({"alg": "RSA-OAEP-256", "enc": "A256GCM"}, CEK[32], oaep)
    add.refuse("47 RSA-OAEP under the name of RSA-OAEP-256", token, rsa)
    token = compact({"alg": "RSA1_5", "enc": "A256GCM"}, CEK[32], oaep)
    add.refuse("53 RSA-OAEP under the name of RSA1_5", token, rsa, **ON_REQUEST)
    short = rsa_oaep.encrypt(material.verifier, CEK[16], "sha1", seed=bytes(20))
    token = compact({"alg": "RSA-OAEP", "enc": "A256GCM"}, CEK[32], short)
    add.refuse("52 RSA-OAEP, a content key of the wrong size", token, rsa)
    public = JWK(rsa).public().to_dict()
    add.refuse("56 a public key decrypts nothing", token, public, "jose.invalid_key_type")
    pem = JWK(rsa).public().to_pem()
    token = compact({"alg": "dir", "enc": "A256GCM"}, SECRET)
    add.refuse("56 the PEM text of a public key", token, pem, "jose.invalid_key_type")
    add.refuse("56 that text as password", pbes2(), {"password": pem}, "jose.invalid_key_type")


def pbes2(header: Optional[dict[str, Any]] = None, salt: bytes = bytes(16), count: int = 1000) -> str:
    """Return a token under PBES2 with the header changed; the derivation takes `salt` and `count`."""
    seal = KEY_MANAGEMENTS["PBES2-HS256+A128KW"].seal
    key = JWK.from_password(PASSWORD["password"])
    cek, encrypted_key, made = seal(
        key.prepared, {"p2c": count}, CONTENT_ENCRYPTIONS["A256GCM"], CEK[32], FixedValues(salt=salt)
    )
    return compact(
        {"alg": "PBES2-HS256+A128KW", "enc": "A256GCM", **made, **(header or {})}, cek, encrypted_key
    )


def passwords(add: Cases) -> None:
    """Lines 48 and 55 for PBES2."""
    add.accept("48 a password", pbes2(), PASSWORD)
    add.accept("48 a salt of eight bytes", pbes2(salt=bytes(8)), PASSWORD)
    secret = {"kty": "oct", "k": base64url.encode(PASSWORD["password"].encode())}
    add.refuse("47 PBES2 with a secret that is not said to be a password", pbes2(), secret)
    add.refuse("47 PBES2 with a text that is not said to be a password", pbes2(), PASSWORD["password"])
    listed = {"algorithms": ["PBES2-HS256+A128KW"]}
    add.accept("47 PBES2 with a secret, and the caller lists it", pbes2(), secret, **listed)
    add.accept("47 PBES2 is the secret's own alg", pbes2(), {**secret, "alg": "PBES2-HS256+A128KW"})
    add.refuse("48 another PBES2", pbes2({"alg": "PBES2-HS512+A256KW"}), PASSWORD)
    add.refuse("48 another password", pbes2(), {"password": "another"})
    add.refuse("47 a password is no key of A256KW", wrapped(), {"password": SECRET.decode("latin-1")})
    for name, value in (
        ("0", 0),
        ("1", 1),
        ("999", 999),
        ("1000001", 1_000_001),
        ("2^31", 1 << 31),
        ("2^64", 1 << 64),
        ("negative", -1000),
        ("true", True),
        ("a float", 1000.0),
        ("a string", "1000"),
        ("null", None),
        ("a list", [1000]),
    ):
        add.refuse(f"48 p2c is {name}", pbes2({"p2c": value}), PASSWORD, FORMAT)
    for name, value in (
        ("a number", 8),
        ("null", None),
        ("a list", ["AAAAAAAAAAA"]),
        ("empty", ""),
        ("padded", "AAAAAAAAAAAAAAAAAAAAAA=="),
        ("not base64url", "AAAAAAAAAAAAAAAAAAAA+/"),
        ("seven bytes long", "AAAAAAAAAA"),
    ):
        add.refuse(f"48 p2s is {name}", pbes2({"p2s": value}), PASSWORD, FORMAT)
    parts = pbes2().split(".")
    header = json.loads(base64url.decode(parts[0]))
    for name in ("p2c", "p2s"):
        token = compact(without(header, name), CEK[32], base64url.decode(parts[1]))
        add.refuse(f"48 {name} is missing", token, PASSWORD, FORMAT)
    add.refuse("52 PBES2 without an encrypted key", changed(pbes2(), 1, lambda _: b""), PASSWORD)


def deflate(data: bytes, bits: int = -15) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, bits)
    return engine.compress(data) + engine.flush()


def compression(add: Cases) -> None:
    """Lines 49 and 50."""
    key, right = oct_key(), deflate(PLAINTEXT * 10)
    add.accept("50 zip is DEF", direct({"zip": "DEF"}, content=right), key, PLAINTEXT * 10)
    for name, content in (
        ("a bomb of 256 KiB and one byte", deflate(bytes((1 << 18) + 1))),
        ("a bomb of 4 MiB", deflate(bytes(1 << 22))),
        ("cut short", right[:-1]),
        ("cut short in the middle", right[: len(right) // 2]),
        ("followed by a byte", right + b"\0"),
        ("followed by another stream", right + right),
        ("in zlib format", deflate(PLAINTEXT, 15)),
        ("in gzip format", deflate(PLAINTEXT, 31)),
        ("empty", b""),
        ("not compressed", PLAINTEXT),
        ("of a reserved block type", b"\x07"),
    ):
        add.refuse(
            f"{'49' if 'bomb' in name else '50'} deflate {name}", direct({"zip": "DEF"}, content=content), key
        )
    for name, value in (
        ("GZIP", "GZIP"),
        ("in lower case", "def"),
        ("empty", ""),
        ("a list", ["DEF"]),
        ("null", None),
        ("true", True),
    ):
        add.refuse(f"50 zip is {name}", direct({"zip": value}, content=right), key)
    flat = flattened()
    add.refuse("50 zip is unprotected", {**flat, "unprotected": {"zip": "DEF"}}, key)


def cbc(edit: Any, tag_size: int = 16, iv: bytes = LONG_IV) -> str:
    """Return a token of A128CBC-HS256 whose padded plaintext was edited before it was sealed."""
    segment = text({"alg": "dir", "enc": "A128CBC-HS256"})
    count = 16 - len(PLAINTEXT) % 16
    padded = edit(PLAINTEXT + bytes([count]) * count)
    whole = padded[: len(padded) // 16 * 16]
    ciphertext = aes_cbc.encrypt_unpadded(SECRET[16:], LONG_IV, whole) + padded[len(whole) :]
    aad = segment.encode()
    mac = hmac.digest("sha256", SECRET[:16], aad + iv + ciphertext + (8 * len(aad)).to_bytes(8, "big"))
    return ".".join([segment, "", *map(base64url.encode, (iv, ciphertext, mac[:tag_size]))])


def sizes(add: Cases) -> None:
    """Lines 51, 52 and 57: tags, IVs, encrypted keys, and whatever was changed."""
    key = oct_key()
    for at, name in ((1, "encrypted key"), (2, "iv"), (3, "ciphertext"), (4, "tag")):
        for what, edit in (
            ("changed", flipped),
            ("cut by a byte", lambda data: data[:-1]),
            ("longer by a byte", lambda data: data + b"\0"),
            ("empty", lambda _: b""),
        ):
            add.refuse(f"51 A256GCM, {name} {what}", changed(wrapped(), at, edit), key)
    for size in (1, 8, 11, 13, 16):
        token = direct(iv=bytes(size))
        add.refuse(f"51 A256GCM sealed with an iv of {size} bytes", token, key)
    add.accept("51 A128CBC-HS256", cbc(lambda data: data), oct_key())
    for name, edit in (
        ("padding of 0", lambda data: data[:-1] + b"\0"),
        ("padding of 17", lambda data: data[:-1] + b"\x11"),
        ("padding not uniform", lambda data: data[:-2] + b"\x06\x05"),
        ("no block", lambda _: b""),
        ("a block cut short", lambda data: data[:-1]),
    ):
        add.refuse(f"51 A128CBC-HS256, {name}, under a right tag", cbc(edit), key)
    for size in (0, 1, 8, 15, 17, 32):
        add.refuse(f"51 A128CBC-HS256, {size} bytes of the tag", cbc(lambda data: data, size), key)
    for size in (0, 12, 15, 17, 32):
        token = cbc(lambda data: data, iv=bytes(size))
        add.refuse(f"51 A128CBC-HS256, an iv of {size} bytes, under a right tag", token, key)
    add.refuse("52 dir with an encrypted key", direct_with_key(), key, FORMAT)
    token = compact({"alg": "A256KW", "enc": "A256GCM"}, CEK[32], aes_kw.wrap(SECRET, CEK[16]))
    add.refuse("52 A256KW, a content key too short", token, key)
    token = compact({"alg": "A256KW", "enc": "A256GCM"}, CEK[32], aes_kw.wrap(SECRET, CEK[64]))
    add.refuse("52 A256KW, a content key too long", token, key)
    token = compact({"alg": "dir", "enc": "A128GCM"}, SECRET[:16], enc="A128GCM")
    add.refuse("52 dir, a longer key than enc takes", token, key)
    spaced = b'{ "enc" : "A256GCM",\n "alg":"d\\u0069r" , "x": [1, 2.50] }'
    add.accept("57 the header as it was received", direct(spaced), key)
    parts = direct(spaced).split(".")
    parts[0] = text(json.loads(spaced))
    add.refuse("57 the same header written anew", ".".join(parts), key)
    add.accept(
        "34 unknown members, a kid, types", direct({"kid": "any", "typ": "x", "cty": "y", "z": None}), key
    )
    for name, value in (
        ("typ", 1),
        ("cty", []),
        ("kid", 5),
        ("jku", {}),
        ("epk", "x"),
        ("jwk", 1),
        ("x5c", "x"),
    ):
        add.refuse(f"01 {name} has the wrong type", direct({name: value}), key)


def direct_with_key() -> str:
    return compact({"alg": "dir", "enc": "A256GCM"}, SECRET, aes_kw.wrap(SECRET, CEK[32]))


def gcmkw(**header: Any) -> str:
    """Return a token under A256GCMKW with header members changed; None leaves one out."""
    seal = KEY_MANAGEMENTS["A256GCMKW"].seal
    cek, key, made = seal(
        JWK(oct_key()).prepared, {}, CONTENT_ENCRYPTIONS["A256GCM"], CEK[32], FixedValues(wrapping_iv=IV)
    )
    joined = {"alg": "A256GCMKW", "enc": "A256GCM", **made, **header}
    return compact({name: value for name, value in joined.items() if value is not None}, cek, key)


def key_wrapping(add: Cases) -> None:
    """Lines 51, 52 and 55 for A*GCMKW."""
    key = oct_key()
    add.accept("52 A256GCMKW", gcmkw(), key)
    for name in ("iv", "tag"):
        for fault, value in (
            ("is missing", None),
            ("is a number", 1),
            ("is a list", []),
            ("is padded", "AAAAAAAAAAAAAAAAAAAAAA=="),
            ("is not base64url", "AAAA++++AAAA////"),
        ):
            add.refuse(f"55 A256GCMKW, {name} {fault}", gcmkw(**{name: value}), key, FORMAT)
        for fault, edit in (
            ("is empty", lambda _: b""),
            ("is changed", flipped),
            ("is cut by a byte", lambda data: data[:-1]),
            ("is longer by a byte", lambda data: data + b"\0"),
        ):
            right = json.loads(base64url.decode(gcmkw().split(".")[0]))[name]
            token = gcmkw(**{name: base64url.encode(edit(base64url.decode(right)))})
            add.refuse(f"51 A256GCMKW, {name} {fault}", token, key)
    for name, edit in (("empty", lambda _: b""), ("changed", flipped), ("cut", lambda data: data[:16])):
        add.refuse(f"52 A256GCMKW, encrypted key {name}", changed(gcmkw(), 1, edit), key)


def agreed(
    header: dict[str, Any], *, encrypted_key: bytes = b"", private: Any = EC, public: Any = EPK
) -> str:
    """Return a token under ECDH-ES sealed with what the recipient agrees on with `public`."""
    joined = {"alg": "ECDH-ES", "enc": "A128GCM", "epk": EPK, **header}
    joined = {name: value for name, value in joined.items() if value != "absent"}
    clean = {name: value for name, value in joined.items() if name in ("apu", "apv") and type(value) is str}
    try:
        cek = agreed_key(JWK(private).material, JWK(public).material, "A128GCM", clean, 16)
    except ValueError:  # a malformed apu or apv, or no agreement: the key is of no matter then
        cek = CEK[16]
    return compact(joined, cek, encrypted_key, enc="A128GCM")


def agreement(add: Cases) -> None:
    """Lines 52, 54 and 55 for ECDH-ES."""
    add.accept("54 ECDH-ES", agreed({}), EC)
    add.accept("54 ECDH-ES with apu and apv", agreed({"apu": "QWxpY2U", "apv": "Qm9i"}), EC)
    off = {**EPK, "y": EPK["x"]}
    zero = base64url.encode(bytes(32))
    for name, epk in (
        ("missing", "absent"),
        ("without x", without(EPK, "x")),
        ("without y", without(EPK, "y")),
        ("without crv", without(EPK, "crv")),
        ("without kty", without(EPK, "kty")),
        ("empty", {}),
        ("off its curve", off),
        ("zero", {**EPK, "x": zero, "y": zero}),
        ("with a shortened x", {**EPK, "x": EPK["x"][:-4]}),
        ("with a lengthened x", {**EPK, "x": "AAAA" + EPK["x"]}),
        ("with a padded x", {**EPK, "x": EPK["x"] + "="}),
        ("with x beyond the field", {**EPK, "x": base64url.encode(b"\xff" * 32)}),
        ("with a number for x", {**EPK, "x": 1}),
        ("on another curve", P384),
        ("called another curve", {**EPK, "crv": "P-384"}),
        ("of another kind", without(X25519, "d")),
        ("of an unknown curve", {**EPK, "crv": "P-224"}),
        ("a symmetric key", {"kty": "oct", "k": zero}),
        ("private", EPHEMERAL),
    ):
        add.refuse(f"54 epk is {name}", agreed({"epk": epk}), EC, FORMAT)
    for name, value in (("a string", "x"), ("null", None), ("a list", []), ("true", True)):
        add.refuse(f"54 epk is {name}", agreed({"epk": value}), EC)
    add.refuse("54 epk of another sender", agreed({"epk": without(EC, "d")}), EC)
    for name in ("apu", "apv"):
        for fault, value in (
            ("a number", 1),
            ("null", None),
            ("a list", []),
            ("padded", "QQ=="),
            ("with +", "ab+/"),
        ):
            add.refuse(f"55 {name} is {fault}", agreed({name: value}), EC, FORMAT)
        other = agreed({}).split(".")
        other[0] = text({"alg": "ECDH-ES", "enc": "A128GCM", "epk": EPK, name: "QQ"})
        add.refuse(f"55 {name} was added", ".".join(other), EC)
    add.refuse("52 ECDH-ES with an encrypted key", agreed({}, encrypted_key=bytes(24)), EC, FORMAT)
    for alg in ("ECDH-ES+A128KW", "ECDH-ES+A256KW"):
        add.refuse(f"52 {alg} without an encrypted key", agreed({"alg": alg}), EC)
        token = agreed({"alg": alg}, encrypted_key=bytes(24))
        add.refuse(f"52 {alg} with an encrypted key of zeros", token, EC)
    for key in (X25519, X448):
        size = 32 if key is X25519 else 56
        epk = without(key, "d")
        for name, x in (("zero", bytes(size)), ("one", b"\1" + bytes(size - 1))):
            token = agreed({"epk": {**epk, "x": base64url.encode(x)}})
            add.refuse(f"54 {key['crv']}, epk is {name}", token, key)
        for name, x in (("a byte short", bytes(size - 1)), ("a byte long", bytes(size + 1))):
            token = agreed({"epk": {**epk, "x": base64url.encode(x)}})
            add.refuse(f"54 {key['crv']}, epk is {name}", token, key, FORMAT)
        add.refuse(f"54 {key['crv']}, epk is on P-256", agreed({}), key, FORMAT)
    token = agreed({"epk": {**without(X25519, "d"), "x": base64url.encode(bytes.fromhex(ORDER_8))}})
    add.refuse("54 X25519, epk is of order 8", token, X25519)
    add.refuse("54 a key for signatures agrees on nothing", agreed({}), {**EC, "use": "sig"})
    add.refuse("54 key_ops without deriveKey", agreed({}), {**EC, "key_ops": ["sign"]})


def flattened() -> dict[str, Any]:
    """Return a flattened JWE under A256KW."""
    fixed = FixedValues(cek=CEK[32], iv=IV)
    return seal_json(
        PLAINTEXT,
        [(oct_key(), None)],
        {"alg": "A256KW", "enc": "A256GCM"},
        aad=b"more",
        flattened=True,
        draws=fixed,
    )


def general() -> dict[str, Any]:
    """Return a general JWE for two recipients, whose kids are a and b."""
    pairs = [(oct_key(16), {"alg": "A128KW", "kid": "a"}), (oct_key(), {"alg": "A256KW", "kid": "b"})]
    fixed = FixedValues(cek=CEK[32], iv=IV)
    return seal_json(PLAINTEXT, pairs, {"enc": "A256GCM"}, unprotected={"jku": "x"}, draws=fixed)


def json_forms(add: Cases) -> None:
    """Line 32, for JWE: the rules of RFC 7516 section 7.2."""
    flat, both, key = flattened(), general(), oct_key()
    add.accept("32 flattened", flat, key)
    add.accept("32 flattened, as text", json.dumps(flat), key)
    add.accept("32 the first of two recipients", both, oct_key(16))
    add.accept("32 the second of two recipients", both, key)
    add.accept(
        "32 members nobody knows",
        {**both, "x": 1, "recipients": [{**e, "y": 2} for e in both["recipients"]]},
        key,
    )
    for name in ("iv", "ciphertext", "tag", "protected", "encrypted_key", "aad"):
        for fault, value in (
            ("a number", 1),
            ("null", None),
            ("a list", []),
            ("padded", flat[name] + "="),
            ("é", "é"),
        ):
            add.refuse(f"32 {name} is {fault}", {**flat, name: value}, key, FORMAT)
        if name not in ("ciphertext", "encrypted_key"):
            add.refuse(f"32 {name} is empty", {**flat, name: ""}, key, FORMAT)
    for name, error in (("iv", REFUSED), ("ciphertext", FORMAT), ("tag", REFUSED), ("protected", FORMAT)):
        add.refuse(f"32 {name} is missing", without(flat, name), key, error)
    alone = seal_json(PLAINTEXT, [(key, None)], {"alg": "dir"}, flattened=True, draws=FixedValues(iv=IV))
    add.accept("32 encrypted_key is empty, for dir", {**alone, "encrypted_key": ""}, key)
    add.refuse("32 encrypted_key is empty, for A256KW", {**flat, "encrypted_key": ""}, key)
    add.refuse("57 aad is missing", without(flat, "aad"), key)
    add.refuse("57 aad was changed", {**flat, "aad": text(b"less")}, key)
    add.refuse("57 aad was added", {**both, "aad": text(b"more")}, key)
    for name in ("header", "unprotected"):
        for fault, value in (("a string", "x"), ("null", None), ("a list", []), ("empty", {})):
            add.refuse(f"32 {name} is {fault}", {**flat, name: value}, key, FORMAT)
        add.refuse(f"32 {name} repeats alg", {**flat, name: {"alg": "A256KW"}}, key, FORMAT)
    twice = {**flat, "header": {"kid": "a"}, "unprotected": {"kid": "a"}}
    add.refuse("32 one name in both unprotected headers", twice, key, FORMAT)
    for fault, value in (
        ("empty", []),
        ("null", None),
        ("an object", {}),
        ("a string", "x"),
        ("a list of strings", ["x"]),
        ("33 entries", both["recipients"][:1] * 33),
    ):
        add.refuse(f"32 recipients is {fault}", {**both, "recipients": value}, key, FORMAT)
    first = both["recipients"][0]
    add.refuse(
        "32 both general and flattened", {**both, "encrypted_key": first["encrypted_key"]}, key, FORMAT
    )
    add.refuse("32 general, with a header besides", {**both, "header": {"kid": "a"}}, key, FORMAT)
    other = {**first, "header": {**first["header"], "enc": "A128GCM"}}
    add.refuse("32 enc in two places", {**both, "recipients": [other, both["recipients"][1]]}, key, FORMAT)
    bare = {**without(both, "protected"), "recipients": [both["recipients"][1], other]}
    add.refuse("32 enc missing for one recipient", bare, key, FORMAT)
    mixed = [
        {**e, "header": {**e["header"], "enc": enc}}
        for e, enc in zip(both["recipients"], ("A256GCM", "A128GCM"))
    ]
    add.refuse("32 enc differs", {**without(both, "protected"), "recipients": mixed}, key, FORMAT)
    add.refuse("32 none of the recipients", both, {"kty": "oct", "k": text(bytes(32))})
    add.refuse("32 not an object", "[]", key, FORMAT)
    add.refuse("32 text cut short", json.dumps(flat)[:-1], key, FORMAT)
    add.refuse("07 a member twice, in text", json.dumps(flat)[:-1] + ',"tag":"AAAA"}', key, FORMAT)
    work = [
        {
            "header": {"alg": "PBES2-HS256+A128KW", "p2c": 600_000, "p2s": text(bytes([n] * 8))},
            "encrypted_key": text(bytes(8)),
        }
        for n in range(3)
    ]
    add.refuse("48 recipients that ask for 1 800 000 iterations", {**both, "recipients": work}, PASSWORD)


FILES = {
    "jwe": (structure, critical, allowed, sizes),
    "jwe_keys": (passwords, compression, key_wrapping, agreement),
    "jwe_json": (json_forms,),
}


def main() -> None:
    for name, groups in FILES.items():
        add = Cases()
        for group in groups:
            group(add)
        write(
            "jose",
            f"{name}.jamlite",
            title="JWEs to be refused, and their neighbours that are not",
            family="JWE",
            spec="RFC 7516, RFC 7518, RFC 8725",
            source={"name": "jamlite", "license": "Apache-2.0"},
            cases=add.cases,
        )
        print(sum(case["result"] == "invalid" for case in add.cases), "of them refusals")


if __name__ == "__main__":
    main()
