"""Our own cases of JWS: each rule of RFC 7515, 7518, 7797 and 8725 broken once.

Run with the folder of the RFC texts: signatures that need a private key are those of RFC 7515 and 8037.
"""

from __future__ import annotations

import base64
import json

from .common import section, source_text, write
from .jose_forge import OCT, OWN, Case, Cases, b64u, mac, raw, segment, token, unb64u
from .jose_text import compacts, objects, without_private

FORMAT, RULE, FALSE = "jws.invalid_format", "jws.validation_error", "jws.verification_error"
HS256 = {"alg": "HS256"}
BODY = segment(b"payload")
REGISTERED = [
    "alg",
    "jku",
    "jwk",
    "kid",
    "x5u",
    "x5c",
    "x5t",
    "x5t#S256",
    "typ",
    "cty",
    "crit",
    "enc",
    "zip",
    "epk",
    "apu",
    "apv",
    "iv",
    "tag",
    "p2s",
    "p2c",
]
L = 2**252 + 27742317777372353535851937790883648493  # RFC 8032 section 5.1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # order of P-256


class Printed:
    """Tokens and keys of RFC 7515 appendix A.2, A.3, A.4 and RFC 8037 appendix A.4."""

    def __init__(self) -> None:
        text = source_text("rfc7515.txt")
        self.tokens, self.keys = {}, {}
        for number, name in ((2, "RS256"), (3, "ES256"), (4, "ES512")):
            part = section(text, f"A.{number}.  Example", f"A.{number + 1}.  Example")
            self.tokens[name] = compacts(part)[-1]
            self.keys[name] = without_private(next(value for value in objects(part) if "kty" in value))
        text = source_text("rfc8037.txt")
        self.tokens["EdDSA"] = compacts(section(text, "A.4.  Ed25519 Signing", "A.5.  "))[-1]
        self.keys["EdDSA"] = objects(section(text, "A.2.  Ed25519 Public Key", "A.3.  "))[0]

    def resigned(self, name: str, signature: bytes) -> str:
        return f"{self.tokens[name].rpartition('.')[0]}.{b64u(signature)}"

    def signature(self, name: str) -> bytes:
        return unb64u(self.tokens[name].rpartition(".")[2])


def algorithms(cases: Cases, printed: Printed) -> None:
    """security 15 to 17, 19: which algorithm runs."""
    for alg in ("none", "None", "NONE", "nOnE", "none ", " none", "", "null"):
        for called, tag in (("no signature", ""), ("an HMAC", None)):
            whole = token({"alg": alg})
            whole = whole if tag is None else f"{whole.rpartition('.')[0]}."
            cases.refuse(f"alg {alg!r}, {called}", RULE, "nothing would be verified", token=whole)
    bare = f"{segment({'alg': 'none'})}.{BODY}."
    for name, key in printed.keys.items():
        cases.refuse(f"alg 'none', key for {name}", RULE, token=bare, key=key)
    cases.refuse("alg 'none', allowed by the caller", RULE, token=bare, algorithms=["none"])
    cases.refuse("alg 'none', key that is for none", RULE, token=bare, key={**OCT, "alg": "none"})
    for called, alg in (
        ("null", None),
        ("a number", 1),
        ("true", True),
        ("a list", ["HS256"]),
        ("an object", {"HS256": 1}),
    ):
        cases.refuse(f"alg is {called}", RULE, token=token({"alg": alg}))
    cases.refuse("alg is missing", RULE, token=token({"typ": "JWT"}))
    for alg in (
        "hs256",
        "Hs256",
        "HS256 ",
        "HS-256",
        "HS2560",
        "HS256\0",
        "HMAC",
        "SHA256",
        "A256GCM",
        "dir",
    ):
        cases.refuse(
            f"alg {alg!r}", RULE, "names are compared whole and in their case", token=token({"alg": alg})
        )
    cases.refuse("not in the caller's list", RULE, token=token(HS256), algorithms=["HS384", "RS256"])
    cases.refuse("the caller's list is empty", RULE, token=token(HS256), algorithms=[])
    cases.refuse("the key is for another alg", RULE, token=token(HS256), key={**OCT, "alg": "HS512"})
    cases.refuse(
        "the key is for encryption", "jose.invalid_key_type", token=token(HS256), key={**OCT, "use": "enc"}
    )
    cases.refuse(
        "key_ops without verify",
        "jose.invalid_key_type",
        token=token(HS256),
        key={**OCT, "key_ops": ["sign"]},
    )
    for name, own in printed.tokens.items():
        for other, key in [*printed.keys.items(), ("HS256", OCT)]:
            if other != name:
                cases.refuse(
                    f"{name}, key for {other}", RULE, "another type of key or curve", token=own, key=key
                )
    for name in ("RS256", "ES256", "EdDSA"):
        key = printed.keys[name]
        text = json.dumps(key)
        cases.refuse(
            f"HS256 with the key for {name}",
            RULE,
            "its text, which everybody knows, would forge tokens",
            token=token(HS256, key=text.encode()),
            key=key,
        )
    mixed = {"keys": [printed.keys["RS256"], OCT]}
    note = "in a set beside public keys a symmetric key is used only if its algorithm is named"
    cases.refuse("HS256, set of public and symmetric keys", RULE, note, token=token(HS256), key=mixed)
    cases.accept(
        "HS256, the same set, named", token=token(HS256), key=mixed, algorithms=["HS256"], out=PAYLOAD
    )


PAYLOAD = {"payload_utf8": "payload"}


def signatures(cases: Cases, printed: Printed) -> None:
    """security 20 to 23: the form of a signature."""
    good = unb64u(token(HS256).rpartition(".")[2])
    start = token(HS256).rpartition(".")[0]
    for called, tag in (
        ("empty", b""),
        ("of one byte", good[:1]),
        ("of half its length", good[:16]),
        ("a byte short", good[:-1]),
        ("a byte long", good + b"\0"),
        ("twice", good * 2),
        ("with a bit changed", bytes((good[0] ^ 1,)) + good[1:]),
        ("of the last bit changed", good[:-1] + bytes((good[-1] ^ 1,))),
        ("all zero", bytes(32)),
        ("in hex", good.hex().encode()),
        ("HMAC-SHA-512", mac(start, hash_name="sha512")),
        ("HMAC-SHA-512 cut to 32 bytes", mac(start, hash_name="sha512")[:32]),
        ("HMAC of another key", mac(start, b"another key of thirty-two bytes!")),
    ):
        cases.refuse(f"HMAC {called}", FALSE, token=f"{start}.{b64u(tag)}")
    cases.refuse("payload changed", FALSE, token=token(HS256).replace(BODY, segment(b"Payload")))
    ecdsa = printed.signature("ES256")
    r, s = ecdsa[:32], ecdsa[32:]

    def der(number: bytes) -> bytes:
        number = number.lstrip(b"\0")
        number = b"\0" + number if number[0] & 0x80 else number
        return b"\x02" + bytes((len(number),)) + number

    zero, order = bytes(32), N.to_bytes(32, "big")
    for called, tag in (
        ("in DER", b"\x30" + bytes((len(der(r) + der(s)),)) + der(r) + der(s)),
        ("all zero", zero + zero),
        ("r zero", zero + s),
        ("s zero", r + zero),
        ("r the order", order + s),
        ("s the order", r + order),
        ("both the order", order + order),
        ("both all ones", b"\xff" * 64),
        ("a byte short", ecdsa[:-1]),
        ("a byte long", ecdsa + b"\0"),
        ("padded on the left", b"\0" + r + b"\0" + s),
        ("r alone", r),
        ("swapped", s + r),
        ("empty", b""),
    ):
        cases.refuse(
            f"ECDSA {called}", FALSE, token=printed.resigned("ES256", tag), key=printed.keys["ES256"]
        )
    rsa = printed.signature("RS256")
    n = unb64u(printed.keys["RS256"]["n"])
    above = (int.from_bytes(rsa, "big") + int.from_bytes(n, "big")).to_bytes(257, "big")
    for called, tag in (
        ("a byte short", rsa[1:]),
        ("with a leading zero", b"\0" + rsa),
        ("with a trailing zero", rsa + b"\0"),
        ("zero", bytes(256)),
        ("one", bytes(255) + b"\1"),
        ("the modulus", n),
        ("plus the modulus", above),
        ("empty", b""),
        ("with a bit changed", bytes((rsa[0] ^ 1,)) + rsa[1:]),
    ):
        cases.refuse(f"RSA {called}", FALSE, token=printed.resigned("RS256", tag), key=printed.keys["RS256"])
    _, body, tag = printed.tokens["RS256"].split(".")
    as_pss = f"{segment({'alg': 'PS256'})}.{body}.{tag}"
    cases.refuse("PKCS #1 v1.5 signature as PS256", FALSE, token=as_pss, key=printed.keys["RS256"])
    eddsa = printed.signature("EdDSA")
    above_l = (int.from_bytes(eddsa[32:], "little") + L).to_bytes(32, "little")
    identity = b"\1" + bytes(31)
    for called, tag in (
        ("S plus L", eddsa[:32] + above_l),
        ("a byte short", eddsa[:-1]),
        ("a byte long", eddsa + b"\0"),
        ("halves swapped", eddsa[32:] + eddsa[:32]),
        ("all zero", bytes(64)),
        ("empty", b""),
    ):
        cases.refuse(
            f"EdDSA {called}", FALSE, token=printed.resigned("EdDSA", tag), key=printed.keys["EdDSA"]
        )
    cases.refuse(
        "EdDSA, key of order 1",
        None,
        "such a key accepts one signature for every message",
        token=printed.resigned("EdDSA", identity + bytes(32)),
        key={"kty": "OKP", "crv": "Ed25519", "x": b64u(identity)},
    )


def critical(cases: Cases) -> None:
    """security 25 to 27: crit and b64."""
    for called, crit in (
        ("an empty list", []),
        ("a string", "exp"),
        ("null", None),
        ("an object", {"exp": 1}),
        ("a number", 5),
        ("true", True),
        ("a list of numbers", [1]),
        ("a list with null", ["exp", None]),
        ("a list of lists", [["exp"]]),
        ("a list with one name twice", ["exp", "exp"]),
        ("a list with an empty string", [""]),
    ):
        header = {**HS256, "crit": crit, "exp": 1}
        cases.refuse(f"crit is {called}", RULE, token=token(header), crit=["exp"])
    for name in REGISTERED:
        header = {**HS256, "crit": [name], **({} if name == "alg" else {name: VALUES.get(name, "x")})}
        cases.refuse(
            f"crit lists {name}", RULE, "names of the standards are not extensions", token=token(header)
        )
    cases.refuse("crit lists what is not there", RULE, token=token({**HS256, "crit": ["exp"]}), crit=["exp"])
    cases.refuse("crit lists b64, which is not there", RULE, token=token({**HS256, "crit": ["b64"]}))
    cases.refuse(
        "crit lists what nobody understands", RULE, token=token({**HS256, "crit": ["exp"], "exp": 1})
    )
    cases.refuse(
        "crit lists one of two understood",
        RULE,
        token=token({**HS256, "crit": ["exp", "x"], "exp": 1, "x": 1}),
        crit=["exp"],
    )
    understood = token({**HS256, "crit": ["exp"], "exp": 1})
    cases.accept("crit is understood", token=understood, crit=["exp"], out=PAYLOAD)
    for called, b64 in (("a string", "false"), ("zero", 0), ("null", None), ("one", 1), ("a list", [])):
        header = {**HS256, "crit": ["b64"], "b64": b64}
        cases.refuse(f"b64 is {called}", RULE, token=token(header))
    cases.refuse("b64 false without crit", RULE, token=raw(segment({**HS256, "b64": False}), "payload"))
    cases.refuse("b64 true without crit", RULE, token=token({**HS256, "b64": True}))
    cases.accept("b64 true with crit", token=token({**HS256, "b64": True, "crit": ["b64"]}), out=PAYLOAD)
    bare = segment({**HS256, "b64": False, "crit": ["b64"]})
    cases.accept("b64 false", token=raw(bare, "payload"), out=PAYLOAD)
    cases.refuse("b64 false, a dot in the payload", FORMAT, token=raw(bare, "pay.load"))
    cases.refuse("b64 false, a control character in the payload", FORMAT, token=raw(bare, "pay\nload"))
    cases.refuse("b64 false, the payload missing", FORMAT, token=raw(bare, ""))
    cases.refuse("b64 false, the payload twice", FORMAT, token=raw(bare, "payload"), payload_utf8="payload")


VALUES: Case = {"jwk": {}, "epk": {}, "x5c": [], "crit": ["crit"], "p2c": 1}


def keys(cases: Cases) -> None:
    """security 28 to 30: the token never supplies or names its way to a key."""
    attacker = b"a secret that the attacker chose!"
    jwk = {"kty": "oct", "k": b64u(attacker)}
    for name, value in (
        ("jwk", jwk),
        ("jku", "https://attacker.example/jwks"),
        ("x5u", "https://attacker.example/chain"),
        ("x5c", [base64.b64encode(attacker).decode()]),
        ("x5t", b64u(attacker[:20])),
    ):
        note = "a key of the token's own choosing is never used"
        cases.refuse(f"{name} in the header", FALSE, note, token=token({**HS256, name: value}, key=attacker))
        with_key = token({**HS256, name: value}, key=attacker)
        cases.refuse(
            f"{name} in the header, key null", "jose.invalid_key_type", note, token=with_key, key=None
        )
        cases.accept(f"{name} is ignored", token=token({**HS256, name: value}), out=PAYLOAD)
    for called, value in (
        ("a number", 1),
        ("a list", ["a"]),
        ("null", None),
        ("an object", {}),
        ("true", True),
    ):
        cases.refuse(f"kid is {called}", RULE, token=token({**HS256, "kid": value}))
    jwks = {"keys": [{**OCT, "kid": "a"}, {"kty": "oct", "k": b64u(attacker), "kid": "b"}]}
    for kid in ("c", "", "A", "a ", "../a", "a' OR '1'='1", "%s", "${a}", "a\0", "x" * 5000):
        called = "very long" if len(kid) > 20 else repr(kid)
        note = "an unknown kid is no key, not the first one"
        cases.refuse(f"kid {called}, set", FALSE, note, token=token({**HS256, "kid": kid}), key=jwks)
    cases.refuse("kid of another key of the set", FALSE, token=token({**HS256, "kid": "b"}), key=jwks)
    cases.accept("kid of the set", token=token({**HS256, "kid": "a"}), key=jwks, out=PAYLOAD)
    cases.accept("no kid, set", token=token(HS256), key=jwks, out=PAYLOAD)
    twins = {"keys": [{"kty": "oct", "k": b64u(attacker), "kid": "a"}, {**OCT, "kid": "a"}]}
    cases.accept(
        "two keys of one kid", "both are tried", token=token({**HS256, "kid": "a"}), key=twins, out=PAYLOAD
    )
    empty = token({**HS256}, key=b"")
    cases.refuse("empty secret", "jose.invalid_key_type", "anybody can sign", token=empty, key_utf8="")
    cases.refuse("empty k", "jwk.validation_error", token=empty, key={"kty": "oct", "k": ""})
    cases.refuse("empty set", FALSE, token=token(HS256), key={"keys": []})
    spoilt = {"keys": [{"kty": "new", "x": 1}, {**OCT, "use": "enc", "kid": "a"}, {**OCT, "kid": "b"}]}
    cases.accept("a set with keys that do not fit", token=token(HS256), key=spoilt, out=PAYLOAD)


def main() -> None:
    printed = Printed()
    cases = Cases("verify", key=OCT)
    algorithms(cases, printed)
    signatures(cases, printed)
    critical(cases)
    keys(cases)
    write(
        "jose",
        "jws.jamlite",
        title="JSON Web Signature: algorithms, signatures, crit, keys",
        family="JWS",
        spec="RFC 7515, 7518, 7797, 8725",
        source=OWN,
        cases=cases,
    )


if __name__ == "__main__":
    main()
