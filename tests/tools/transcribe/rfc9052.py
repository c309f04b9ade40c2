"""RFC 9052 appendices C.7.1 and C.7.2: COSE keys; RFC 9053 and RFC 8230 say what else must be refused.

The values stand here as they are published, in diagnostic notation; nothing is read from a folder. The maps
are written as deterministic CBOR.
"""

from __future__ import annotations

import base64
from typing import Any

from jamlite.encoding import cbor

from .common import rfc, write

CURVES = {1: "P-256", 3: "P-521", 4: "X25519", 6: "Ed25519"}
# kid, crv, x, y, d
KEYS = (
    (
        "meriadoc.brandybuck@buckland.example",
        1,
        "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d",
        "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c",
        "aff907c99f9ad3aae6c4cdf21122bce2bd68b5283e6907154ad911840fa208cf",
    ),
    (
        "11",
        1,
        "bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff",
        "20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e",
        "57c92077664146e876760c9520d054aa93c3afb04e306705db6090308507b4d3",
    ),
    (
        "bilbo.baggins@hobbiton.example",
        3,
        (
            "0072992cb3ac08ecf3e5c63dedec0d51a8c1f79ef2f82f94f3c737bf5de7986671eac625fe8257bbd0394644caaa3aaf8f27a458"
            "5fbbcad0f2457620085e5c8f42ad"
        ),
        (
            "01dca6947bce88bc5790485ac97427342bc35f887d86d65a089377e247e60baa55e4e8501e2ada5724ac51d6909008033ebc10ac"
            "999b9d7f5cc2519f3fe1ea1d9475"
        ),
        (
            "00085138ddabf5ca975f5860f91a08e91d6d5f9a76ad4018766a476680b55cd339e8ab6c72b5facdb2a2a50ac25bd086647dd3e2"
            "e6e99e84ca2c3609fdf177feb26d"
        ),
    ),
    (
        "peregrin.took@tuckborough.example",
        1,
        "98f50a4ff6c05861c8860d13a638ea56c3f5ad7590bbfbf054e1c7b4d91d6280",
        "f01400b089867804b8e9fc96c3932161f1934f4223069170d924b7e03bf822bb",
        "02d1f7e6f26c43d4868d87ceb2353161740aacf1f7163647984b522a848df1c3",
    ),
)
# RFC 8037 appendix A.2 has this Ed25519 key as a JWK; RFC 9053 section 7.2 says how COSE writes it.
ED25519 = {1: 1, -1: 6, -2: bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")}
Case = dict[str, Any]


def b64u(text: str) -> str:
    return base64.urlsafe_b64encode(bytes.fromhex(text)).rstrip(b"=").decode()


def read(case_id: str, members: dict[Any, Any], jwk: dict[str, str], kid: str, note: str = "") -> Case:
    data = cbor.encode(members).hex()
    out: dict[str, Any] = {"members": jwk, "kid_utf8": kid}
    if not isinstance(members[-3], bool):  # a compressed point is written in full
        out["again_hex"] = data
    case: Case = {"id": case_id, "op": "read", "in": {"data_hex": data}, "out": out, "result": "valid"}
    return {**case, "note": note} if note else case


def published() -> list[Case]:
    cases = []
    for kid, crv, x, y, d in KEYS:
        jwk = {"kty": "EC", "crv": CURVES[crv], "x": b64u(x), "y": b64u(y)}
        members = {1: 2, 2: kid.encode(), -1: crv, -2: bytes.fromhex(x), -3: bytes.fromhex(y)}
        cases.append(read(f"C.7.1 {kid}", members, jwk, kid))
        cases.append(read(f"C.7.2 {kid}", {**members, -4: bytes.fromhex(d)}, {**jwk, "d": b64u(d)}, kid))
        short = {**members, -3: bool(int(y, 16) & 1)}
        cases.append(
            read(f"C.7.1 {kid}, compressed", short, jwk, kid, "RFC 9053 section 7.1.1: the sign of y")
        )
    return cases


def refused() -> list[Case]:
    _kid, _crv, x, y, _d = KEYS[1]
    sound: dict[Any, Any] = {1: 2, 3: -7, -1: 1, -2: bytes.fromhex(x), -3: bytes.fromhex(y)}
    rsa = {1: 3, -1: b"\xff" * 256, -2: b"\1\0\1"}
    changes: dict[str, dict[Any, Any]] = {
        "no kty": {k: v for k, v in sound.items() if k != 1},
        "kty as text": {**sound, 1: "EC2"},
        "kty true": {**sound, 1: True},
        "kty of a symmetric key": {**sound, 1: 4},
        "kty of an unknown type": {**sound, 1: 99},
        "another curve": {**sound, -1: 2},
        "a curve of OKP": {**sound, -1: 6},
        "curve as text": {**sound, -1: "P-256"},
        "no curve": {k: v for k, v in sound.items() if k != -1},
        "no x": {k: v for k, v in sound.items() if k != -2},
        "no y": {k: v for k, v in sound.items() if k != -3},
        "x as text": {**sound, -2: x},
        "x cut short": {**sound, -2: sound[-2][1:]},
        "x with a zero before it": {**sound, -2: b"\0" + sound[-2]},
        "y of another point": {**sound, -3: bytes.fromhex(KEYS[0][3])},
        "the point (0, 0)": {**sound, -2: bytes(32), -3: bytes(32)},
        "d of another key": {**sound, -4: bytes.fromhex(KEYS[0][4])},
        "d of zero": {**sound, -4: bytes(32)},
        "alg of another curve": {**sound, 3: -35},
        "alg of RSA": {**sound, 3: -257},
        "alg unknown": {**sound, 3: -65535},
        "alg as text": {**sound, 3: "ES256"},
        "alg true": {**sound, 3: True},
        "kid as text": {**sound, 2: "11"},
        "key_ops of no list": {**sound, 4: 2},
        "key_ops empty": {**sound, 4: []},
        "Ed25519, x too short": {**ED25519, -2: bytes(31)},
        "Ed25519, not a point": {**ED25519, -2: b"\2" + bytes(31)},
        "Ed25519 with ES256": {**ED25519, 3: -7},
        "Ed25519 with Ed448": {**ED25519, 3: -53},
        "X25519 with EdDSA": {**ED25519, -1: 4, 3: -8},
        "RSA with an even modulus": {**rsa, -1: b"\xff" * 255 + b"\xfe"},
        "RSA of 1024 bits": {**rsa, -1: b"\xff" * 128},
        "RSA, modulus with a zero before it": {**rsa, -1: b"\0" + b"\xff" * 256},
        "RSA, no exponent": {1: 3, -1: b"\xff" * 256},
        "RSA, empty exponent": {**rsa, -2: b""},
        "RSA, exponent 1": {**rsa, -2: b"\1"},
        "RSA, private parts but no d": {**rsa, -4: b"\3"},
        "RSA, more than two primes": {**rsa, -9: []},
    }
    cases: list[Case] = [
        {
            "id": name,
            "op": "read",
            "in": {"data_hex": cbor.encode(members).hex()},
            "out": {"error_code": "crypto.invalid_key"},
            "result": "invalid",
        }
        for name, members in changes.items()
    ]
    for name, data in (
        ("not a map", b"\x80"),
        ("a number", b"\x01"),
        ("empty", b""),
        ("cut short", cbor.encode(sound)[:-1]),
        ("bytes behind it", cbor.encode(sound) + b"\0"),
        ("kty twice", b"\xa6\x01\x02" + cbor.encode(sound)[1:]),
    ):
        cases.append({"id": name, "op": "read", "in": {"data_hex": data.hex()}, "result": "invalid"})
    return cases


def main() -> None:
    write(
        "keys",
        "cose.rfc9052",
        title="COSE keys",
        family="COSE keys",
        spec="RFC 9052 appendix C.7",
        source=rfc(9052, "maps in diagnostic notation, written here as deterministic CBOR"),
        cases=published(),
    )
    write(
        "keys",
        "cose.jamlite",
        title="COSE keys that must be refused",
        family="COSE keys",
        spec="RFC 9052 section 7, RFC 9053 section 7, RFC 8230 section 4",
        source={"name": "jamlite", "license": "Apache-2.0", "note": "a published key with one change each"},
        cases=refused(),
    )


if __name__ == "__main__":
    main()
