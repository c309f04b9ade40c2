"""Our own cases of JWK, JWK Sets and secrets: each rule of RFC 7517 and RFC 7518 section 6 broken once.

Run with the folder of the RFC texts: the sound keys that are bent here are those of RFC 7517 and 8037.
"""

from __future__ import annotations

import base64
import json

from .common import section, source_text, write
from .jose_forge import OCT, OWN, Case, Cases, b64u, unb64u
from .jose_text import objects, without_private

BAD, TYPE, MISSING = "jwk.validation_error", "jwk.invalid_key_type", "jwk.missing_parameter"
P = 2**256 - 2**224 + 2**192 + 2**96 - 1  # P-256, FIPS 186-4 section D.1.2.3
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def number(text: str) -> int:
    return int.from_bytes(unb64u(text), "big")


def uint(value: int, size: int | None = None) -> str:
    return b64u(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def keys() -> tuple[Case, Case, Case]:
    """Return a private EC, RSA and OKP key."""
    (jwks,) = objects(section(source_text("rfc7517.txt"), "A.2.  ", "A.3.  "))
    ec, rsa = ({name: jwk[name] for name in jwk if name not in ("kid", "use", "alg")} for jwk in jwks["keys"])
    okp = objects(section(source_text("rfc8037.txt"), "A.1.  Ed25519 Private Key", "A.2.  "))[0]
    return ec, rsa, okp


def common(cases: Cases, ec: Case) -> None:
    """security 58: kty and the members of every key."""
    for called, jwk in (("null", None), ("a list", [OCT]), ("a string", json.dumps(OCT)), ("empty", {})):
        cases.refuse(f"a JWK that is {called}", TYPE if called == "empty" else BAD, jwk=jwk)
    for kty in (
        "OCT",
        "Oct",
        "oct ",
        "rsa",
        "ec",
        "okp",
        "",
        "none",
        "QKD",
        None,
        1,
        True,
        ["oct"],
        {"oct": 1},
    ):
        cases.refuse(f"kty {kty!r}", TYPE, jwk={**OCT, "kty": kty})
    for name in ("alg", "kid", "use", "x5u", "x5t", "x5t#S256"):
        for value in (None, 1, ["sig"], {}):
            cases.refuse(f"{name} is {json.dumps(value)}", BAD, jwk={**OCT, name: value})
    cases.refuse("use ''", BAD, jwk={**OCT, "use": ""})
    for use in ("SIG", "signature", "jwt-svid"):  # RFC 7517 section 4.2: other values may be used
        other = {**OCT, "use": use}
        cases.accept(
            f"use {use!r}", "another use, for which nothing here serves", jwk=other, out={"jwk": other}
        )
    for called, ops in (
        ("a string", "sign"),
        ("null", None),
        ("an object", {"sign": 1}),
        ("a list of numbers", [1]),
        ("a list with one operation twice", ["sign", "sign"]),
    ):
        cases.refuse(f"key_ops is {called}", BAD, jwk={**OCT, "key_ops": ops})
    for called, chain in (("a string", "AAAA"), ("null", None), ("a list of numbers", [1])):
        cases.refuse(f"x5c is {called}", BAD, jwk={**OCT, "x5c": chain})
    for called, k in (
        ("empty", ""),
        ("null", None),
        ("a number", 1),
        ("a list", ["AAAA"]),
        ("padded", "AAA="),
        ("with a +", "AA+A"),
        ("with a line break", "AA\nAA"),
        ("with a space", "AAAA "),
        ("one character over a group", "AAAAA"),
        ("with spare bits set", "AB"),
        ("not ASCII", "AAA\uff21"),
    ):
        cases.refuse(f"k {called}", BAD, jwk={"kty": "oct", "k": k})
    cases.refuse("k missing", MISSING, jwk={"kty": "oct"})
    for extra in ({"x": 1}, {"alg": "new"}, {"kid": ""}, {"ext": True}, {"key_ops": []}, {"x5c": []}):
        jwk = {**OCT, **extra}
        cases.accept(f"accepted: {json.dumps(extra)}", jwk=jwk, out={"jwk": jwk, "public": None})
    public = {**without_private(ec), "use": "sig", "kid": "1"}
    cases.accept(
        "accepted: unknown members beside an EC key", jwk=public, out={"jwk": public, "public": public}
    )


def ec_keys(cases: Cases, ec: Case) -> None:
    """security 58, 60, 61."""
    public = without_private(ec)
    cases.accept("EC: its public half has no d", jwk=ec, out={"jwk": ec, "public": public})
    for crv in ("p-256", "P256", "P-384", "P-521", "secp256k1", "Ed25519", "", "P-256 ", None, 1, ["P-256"]):
        cases.refuse(f"EC: crv {crv!r}", BAD, jwk={**public, "crv": crv})
    for name in ("crv", "x", "y"):
        jwk = {key: value for key, value in public.items() if key != name}
        cases.refuse(f"EC: {name} missing", MISSING, jwk=jwk)
    x, y, d = (number(ec[name]) for name in "xyd")
    for name, value in (("x", x), ("y", y)):
        for called, text in (
            ("empty", ""),
            ("null", None),
            ("a number", value % 1000),
            ("a byte short", ec[name][:-2]),
            ("a byte long", uint(value, 33)),
            ("plus p", uint(value + P, 33)),
            ("zero", uint(0, 32)),
            ("p", uint(P, 32)),
            ("all ones", b64u(b"\xff" * 32)),
            ("off the curve", uint(value ^ 1, 32)),
            ("padded", f"{ec[name]}="),
            ("in hex", unb64u(ec[name]).hex()),
        ):
            cases.refuse(f"EC: {name} {called}", BAD, jwk={**public, name: text})
    cases.refuse("EC: x and y swapped", BAD, jwk={**public, "x": ec["y"], "y": ec["x"]})
    cases.refuse("EC: the point (0, 0)", BAD, jwk={**public, "x": uint(0, 32), "y": uint(0, 32)})
    for called, text in (
        ("empty", ""),
        ("null", None),
        ("zero", uint(0, 32)),
        ("the order", uint(N, 32)),
        ("above the order", uint(N + 1, 32)),
        ("all ones", b64u(b"\xff" * 32)),
        ("plus the order", uint(d + N, 33)),
        ("a byte short", ec["d"][:-2]),
        ("a byte long", uint(d, 33)),
        ("of another key", uint(d ^ 1, 32)),
        ("negated", uint(N - d, 32)),
    ):
        cases.refuse(f"EC: d {called}", BAD, "does not belong to x and y", jwk={**ec, "d": text})


def okp_keys(cases: Cases, okp: Case) -> None:
    """security 58, 60, 61."""
    public = without_private(okp)
    cases.accept("OKP: its public half has no d", jwk=okp, out={"jwk": okp, "public": public})
    for crv in ("ed25519", "Ed448", "Curve25519", "P-256", "", None, 1):
        cases.refuse(f"OKP: crv {crv!r}", BAD, jwk={**public, "crv": crv})
    for name in ("crv", "x"):
        cases.refuse(f"OKP: {name} missing", MISSING, jwk={key: okp[key] for key in okp if key != name})
    for called, text in (
        ("empty", ""),
        ("null", None),
        ("a byte short", okp["x"][:-2]),
        ("a byte long", b64u(unb64u(okp["x"]) + b"\0")),
        ("padded", f"{okp['x']}="),
    ):
        cases.refuse(f"OKP: x {called}", BAD, jwk={**public, "x": text})
    for called, text in (
        ("empty", ""),
        ("null", None),
        ("a byte short", okp["d"][:-2]),
        ("a byte long", b64u(unb64u(okp["d"]) + b"\0")),
        ("of another key", b64u(bytes(32))),
        ("with its x behind it", b64u(unb64u(okp["d"]) + unb64u(okp["x"]))),
    ):
        cases.refuse(f"OKP: d {called}", BAD, jwk={**okp, "d": text})


def rsa_keys(cases: Cases, rsa: Case) -> None:
    """security 33, 59, 61, 65."""
    public = without_private(rsa)
    cases.accept("RSA: its public half has no private member", jwk=rsa, out={"jwk": rsa, "public": public})
    n, d, p, q = (number(rsa[name]) for name in "ndpq")
    for name in ("n", "e"):
        cases.refuse(f"RSA: {name} missing", MISSING, jwk={key: public[key] for key in public if key != name})
    for called, text in (
        ("empty", ""),
        ("null", None),
        ("zero", uint(0, 1)),
        ("even", uint(n + 1)),
        ("of 1024 bits", uint((n >> 1024) | 1)),
        ("of 2047 bits", uint((n >> 1) | 1)),
        ("of 16392 bits", uint((1 << 16391) | 1)),
        ("padded", f"{rsa['n']}="),
        ("a number", 65537),
        ("of the ROCA shape", uint(roca())),
    ):
        cases.refuse(f"RSA: n {called}", BAD, jwk={**public, "n": text})
    same = "zero octets before the modulus change nothing; it is written without them"
    cases.accept("RSA: n with a leading zero", same, jwk={**public, "n": uint(n, 257)}, out={"jwk": public})
    for e in (0, 1, 2, 4, 65536, 65538):
        cases.refuse(f"RSA: e {e}", BAD, jwk={**public, "e": uint(e, 3)})
    for called, text in (("huge", uint(n - 2)), ("empty", ""), ("null", None), ("a number", 65537)):
        cases.refuse(f"RSA: e {called}", BAD, jwk={**public, "e": text})
    for name, value in (("d", d), ("p", p), ("q", q), ("dp", 0), ("dq", 0), ("qi", 0)):
        value = value or number(rsa[name])
        for called, text in (
            ("null", None),
            ("empty", ""),
            ("one", uint(1)),
            ("two more", uint(value + 2)),
            ("with a leading zero", uint(value, (value.bit_length() + 7) // 8 + 1)),
        ):
            note = "a fault in a private member gives the key away when it signs"
            cases.refuse(f"RSA: {name} {called}", BAD, note, jwk={**rsa, name: text})
    cases.refuse("RSA: p and q without d", BAD, jwk={**public, "p": rsa["p"], "q": rsa["q"]})
    cases.refuse("RSA: p for q", BAD, jwk={**rsa, "q": rsa["p"]})
    cases.refuse("RSA: a third prime", BAD, jwk={**rsa, "oth": [{"r": "Aw", "d": "Aw", "t": "Aw"}]})
    cases.refuse("RSA: p even", BAD, jwk={**rsa, "p": uint(p + 1)})


def roca() -> int:
    """Return a modulus that is a power of 65537 modulo each small prime the flawed generator used."""
    primes = [m for m in range(3, 168) if all(m % divisor for divisor in range(2, m))]
    product = 1
    for prime in primes:
        product *= prime
    residue = pow(65537, 5, product)
    factor = (1 << 2047) // product + 1
    modulus = residue + product * factor
    return modulus if modulus & 1 else modulus + product


def sets(cases: Cases, ec: Case, rsa: Case, okp: Case) -> None:
    """security 62 to 64."""
    for called, jwks in (
        ("null", None),
        ("a list", [OCT]),
        ("empty", {}),
        ("of keys null", {"keys": None}),
        ("of keys as object", {"keys": {"a": OCT}}),
        ("of 1025 keys", {"keys": [{"kty": "oct", "k": "AA"}] * 1025}),
    ):
        cases.refuse(f"set {called}", BAD, jwks=jwks)
    good = {**without_private(okp), "kid": "good"}
    for called, entry in (
        ("an unknown kty", {"kty": "QKD", "pub": "AAAA"}),
        ("no kty", {"k": "AAAA"}),
        ("an unknown crv", {**without_private(ec), "crv": "P-192"}),
        ("a missing member", {"kty": "RSA", "n": rsa["n"]}),
        ("a point off the curve", {**without_private(ec), "y": ec["x"]}),
        ("a short RSA key", {"kty": "RSA", "n": uint((1 << 1023) | 1), "e": "AQAB"}),
        ("an empty object", {}),
        ("a string among the keys", "x"),
        ("null among the keys", None),
        ("a list among the keys", [OCT]),
    ):
        kept = {"kids": ["good"], "jwks": {"keys": [good]}}
        cases.accept(
            f"set with {called}", "skipped, the rest is kept", jwks={"keys": [entry, good]}, out=kept
        )
    for name in ("alg", "use", "key_ops", "x5c", "x5t", "x5u"):
        kept = {"kids": ["good"], "jwks": {"keys": [good]}}
        nulls = {"keys": [{**good, name: None}]}
        cases.accept(f"set with {name} null", "null is an absent member in a set", jwks=nulls, out=kept)
    secret = {**OCT, "kid": "secret"}
    out = {"kids": ["secret", "good"], "public": {"keys": [good]}}
    cases.accept("set with a secret: not in its public half", jwks={"keys": [secret, good]}, out=out)
    cases.accept("set without keys", jwks={"keys": [], "x": 1}, out={"kids": [], "jwks": {"keys": []}})
    twins = {"keys": [good, {**without_private(ec), "kid": "good"}]}
    cases.accept("set with one kid twice", jwks=twins, out={"kids": ["good", "good"], "jwks": twins})


def secrets(cases: Cases, ec: Case, rsa: Case) -> None:
    """security 18: the text of an asymmetric key is not a secret."""
    n, e = number(rsa["n"]), number(rsa["e"])

    def der(tag: int, content: bytes) -> bytes:
        size = len(content)
        length = bytes((size,)) if size < 128 else b"\x82" + size.to_bytes(2, "big")
        return bytes((tag,)) + length + content

    def integer(value: int) -> bytes:
        return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))

    pkcs1 = der(0x30, integer(n) + integer(e))
    spki = der(0x30, bytes.fromhex("300d06092a864886f70d0101010500") + der(3, b"\0" + pkcs1))
    body = base64.b64encode(spki).decode()
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    pem = "\n".join(("-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""))
    for called, text in (
        ("PEM", pem),
        ("PEM, CRLF", pem.replace("\n", "\r\n")),
        ("PEM, CR", pem.replace("\n", "\r")),
        ("PEM, byte order mark", f"\ufeff{pem}"),
        ("PEM, blank lines before it", f"\n\n{pem}"),
        ("PEM, indented", pem.replace("-----BEGIN", "   -----BEGIN")),
        ("PEM, on one line", pem.replace("\n", "")),
        ("PEM, line breaks written out", pem.replace("\n", "\\n")),
        ("PEM, text before it", f"subject: example\n{pem}"),
        ("PEM, cut short", pem[:40]),
        ("PEM, empty line at the end", f"{pem}\n"),
        ("PEM, PKCS #1", pem.replace("PUBLIC", "RSA PUBLIC")),
        ("PEM, certificate", pem.replace("PUBLIC KEY", "CERTIFICATE")),
        ("PEM, private", pem.replace("PUBLIC", "PRIVATE")),
        ("bare base64 of DER", body),
        ("JWK", json.dumps(without_private(rsa))),
        ("JWK, white space before it", f" \n{json.dumps(without_private(ec))}"),
        ("JWK Set", json.dumps({"keys": [without_private(rsa)]})),
        ("list of JWKs", json.dumps([without_private(rsa)])),
        ("OpenSSH", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea me"),
    ):
        cases.refuse(f"secret: {called}", "jose.invalid_key_type", secret_utf8=text)
    cases.refuse("secret: PEM in UTF-16", "jose.invalid_key_type", secret_hex=pem.encode("utf-16").hex())
    cases.refuse("secret: DER, SPKI", "jose.invalid_key_type", secret_hex=spki.hex())
    cases.refuse("secret: DER, PKCS #1", "jose.invalid_key_type", secret_hex=pkcs1.hex())
    cases.refuse("secret: empty", "jose.invalid_key_type", secret_hex="")
    for called, octets in (
        ("32 bytes", bytes(range(32))),
        ("one byte", b"x"),
        ("a password", b"correct horse battery staple"),
        ("hex digits", b"0123456789abcdef" * 4),
        ("bytes that begin like DER", b"0\x82" + bytes(30)),
        ("words about keys", b"BEGIN with my ssh-rsa key"),
        ("dashes", b"-----------------------"),
        ("JSON of a symmetric key's text", b'{"not":"a key"}'),
    ):
        cases.accept(f"secret: {called}", secret_hex=octets.hex())


def main() -> None:
    ec, rsa, okp = keys()
    read, read_rsa, several, texts = Cases("read"), Cases("read"), Cases("read_set"), Cases("secret")
    common(read, ec)
    ec_keys(read, ec)
    okp_keys(read, okp)
    rsa_keys(read_rsa, rsa)
    sets(several, ec, rsa, okp)
    secrets(texts, ec, rsa)
    hashes = Cases("thumbprint", jwk=OCT)
    for hash_name in ("md5", "SHA256", "sha-256", "", None, 1, ["sha256"]):
        hashes.refuse(f"thumbprint with {hash_name!r}", None, hash=hash_name)
    for name, title, cases in (
        ("jwk", "JSON Web Key, JWK Set, secrets", [*read, *several, *texts, *hashes]),
        ("jwk_rsa", "JSON Web Key of RSA", read_rsa),
    ):
        write(
            "jose",
            f"{name}.jamlite",
            title=title,
            family="JWK",
            spec="RFC 7517, RFC 7518 section 6, RFC 8037, RFC 8725",
            source=OWN,
            cases=cases,
        )


if __name__ == "__main__":
    main()
