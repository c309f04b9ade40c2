"""Our own refusal cases for PASERK: spellings, lengths, costs, keys of another version, changed bits.

Needs no folder. Everything drawn at random is fixed, so that the same file comes out again; the RSA
keys are those of the official cases.
"""

from __future__ import annotations

import json
import os
from typing import Any

from jamlite.crypto import ed25519
from jamlite.encoding import base64url
from jamlite.keys import der_dumping, loading
from jamlite.keys.ec import ECKey
from jamlite.paseto import paserk

from .common import ROOT, write

OWN = {"name": "jamlite", "license": "Apache-2.0"}
FLAGS = {
    "Spelling": "version and type are case-sensitive and exact; the data is strict base64url",
    "Length": "the data is exactly as long as its type demands",
    "NotAKey": "bytes of the right length that are no key of the type",
    "WrongKey": "a key of another version, kind or strength, refused before any cryptography",
    "Changed": "one bit, the header, or the cost is not what was authenticated",
    "Cost": "no derivation has such a cost, or it is above the limits and refused before any work",
    "SmallOrder": "a point of small order gives everybody the same secret",
}
FORMAT, KEY, PURPOSE = "paserk.format", "crypto.invalid_key", "paseto.configuration.invalid_purpose"
FAILED, COST, INPUT = "crypto.decryption_failed", "paserk.cost", "crypto.invalid_input"
P384_N = int(
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16
)

LOCAL, OTHER = bytes(range(0x70, 0x90)), bytes(range(0x20, 0x40))
SEED = bytes(range(32))
PASSWORD = "correct horse battery staple"
cases: list[dict[str, Any]] = []


def refuse(name: str, op: str, flag: str, code: str, note: str = "", **inputs: Any) -> None:
    fields = {(f"{k}_hex" if isinstance(v, bytes) else k): _packed(v) for k, v in inputs.items()}
    case: dict[str, Any] = {"id": name, "op": op, "in": fields, "out": {"error_code": code}}
    case.update(result="invalid", flags=[flag])
    if note:
        case["note"] = note
    cases.append(case)


def _packed(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


def parts(text: str) -> tuple[str, bytes]:
    header, _, data = text.rpartition(".")
    return header, base64url.decode(data)


def flipped(text: str, place: int) -> str:
    header, data = parts(text)
    place %= len(data)
    changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    return f"{header}.{base64url.encode(changed)}"


def with_data(text: str, place: int, new: bytes) -> str:
    header, data = parts(text)
    return f"{header}.{base64url.encode(data[:place] + new + data[place + len(new) :])}"


def official_rsa() -> dict[int, str]:
    """Return one RSA secret key of 2048 and one of 4096 bits as PEM."""
    with open(os.path.join(ROOT, "vectors", "paseto", "paserk_k1.official.json"), encoding="utf-8") as file:
        found = json.load(file)["cases"]
    pems = [case["in"].get(name, "") for case in found for name in ("key", "secret_key")]
    keys = [pem for pem in pems if pem.startswith("-----BEGIN RSA PRIVATE") and len(pem) > 1000]
    return {loading.load_pem(pem).bits: pem for pem in keys}


def spellings() -> None:
    good = paserk.encode("k4.local", LOCAL)
    data = good.rpartition(".")[2]
    for name, text in (
        ("version 0", f"k0.local.{data}"),
        ("version 5", f"k5.local.{data}"),
        ("a PASETO's version", f"v4.local.{data}"),
        ("upper-case version", f"K4.local.{data}"),
        ("upper-case type", f"k4.Local.{data}"),
        ("unknown type", f"k4.shared.{data}"),
        ("no version", f"local.{data}"),
        ("no type", f"k4..{data}"),
        ("no data", "k4.local."),
        ("no dots", f"k4local{data}"),
        ("a dot at the end", f"{good}."),
        ("a dot more", f"k4.local.pie.{data}"),
        ("a thousand dots", "k4.local" + "." * 1000),
        ("padding", f"{good}="),
        ("a line feed at the end", f"{good}\n"),
        ("a blank before", f" {good}"),
        ("another last character", f"{good[:-1]}9"),
        ("standard base64", f"k4.local.{'/' * 43}"),
        ("not ASCII", f"k4.local.{data[:-1]}\u00e9"),
        ("empty", ""),
    ):
        refuse(f"spelling: {name}", "decode", "Spelling", FORMAT, type="k4.local", text=text)
    for size in (0, 31, 33, 64):
        text = f"k4.local.{base64url.encode(bytes(size))}"
        refuse(f"length: k4.local of {size} bytes", "decode", "Length", FORMAT, type="k4.local", text=text)
    for held in (paserk.key_id(good), paserk.wrap(good, OTHER, nonce=LOCAL)):
        name = held.rpartition(".")[0]
        refuse(f"spelling: {name} decoded", "decode", "Spelling", FORMAT, type="k4.local", text=held)


def keys(rsa: dict[int, str]) -> None:
    big = loading.load_pem(rsa[4096])
    small = loading.load_pem(rsa[2048])
    public = paserk.encode("k1.public", small.public())
    for name, type_, key in (
        ("public half of another seed", "k4.secret", SEED + bytes(32)),
        ("k2.secret, halves exchanged", "k2.secret", parts(paserk.encode("k2.secret", _pair()))[1][::-1]),
        ("zero", "k3.secret", bytes(48)),
        ("the order of the curve", "k3.secret", P384_N.to_bytes(48, "big")),
        ("uncompressed", "k3.public", b"\x04" + bytes(96)),
        ("x off the curve", "k3.public", b"\x02" + (1).to_bytes(48, "big")),
        ("a tag that is neither 02 nor 03", "k3.public", b"\x05" + bytes(48)),
        ("x not below p", "k3.public", b"\x02" + b"\xff" * 48),
        ("RSA 4096", "k1.secret", rsa[4096]),
        ("RSA 4096, public", "k1.public", loading.dump_pem(big.public(), private=False)),
        ("PKCS#8", "k1.secret", der_dumping.private_key_info(small)),
        ("e = 65539", "k1.public", parts(public)[1][:-1] + b"\x03"),
        ("bytes of no DER", "k1.public", bytes(294)),
        ("a secret key for a public one", "k1.public", rsa[2048]),
        ("a public key for a secret one", "k1.secret", loading.dump_pem(small.public(), private=False)),
        ("RSA in k4", "k4.public", loading.dump_pem(small.public(), private=False)),
    ):
        refuse(f"key: {type_}, {name}", "encode", "NotAKey", KEY, type=type_, key=key)
    refuse("key: k4.lid encoded", "encode", "Spelling", FORMAT, type="k4.lid", key=bytes(33))


def _pair() -> bytes:
    return SEED + ed25519.public_key(SEED)


def wrapping() -> None:
    for version in ("k1", "k2", "k3", "k4"):
        text = paserk.wrap((f"{version}.local", LOCAL), OTHER, nonce=LOCAL)
        held = {"type": f"{version}.local", "wrapping_key": OTHER}
        for part, place in (("tag", 0), ("nonce", -64), ("ciphertext", -1)):
            name = f"pie: {version}, {part} changed"
            refuse(name, "unwrap", "Changed", FAILED, text=flipped(text, place), **held)
        sibling = {"k1": "k3", "k2": "k4", "k3": "k1", "k4": "k2"}[version]
        moved = f"{sibling}{text[2:]}"
        inputs = {"type": f"{sibling}.local", "text": moved, "wrapping_key": OTHER}
        refuse(f"pie: {version} called {sibling}", "unwrap", "Changed", FAILED, **inputs)
        held["wrapping_key"] = LOCAL
        refuse(f"pie: {version}, another wrapping key", "unwrap", "Changed", FAILED, text=text, **held)
    good = paserk.wrap(("k4.local", LOCAL), OTHER, nonce=LOCAL)
    both = {"type": "k4.local", "text": good}
    for key in (paserk.encode("k2.local", OTHER), paserk.encode("k4.secret", _pair())):
        refuse(f"pie: opened with {key[:8]}", "unwrap", "WrongKey", PURPOSE, wrapping_key=key, **both)
    for size in (0, 31, 33):
        refuse(
            f"pie: wrapping key of {size} bytes", "unwrap", "WrongKey", KEY, wrapping_key=bytes(size), **both
        )
    other = good.replace("pie", "aws-kms")
    refuse(
        "pie: another prefix", "unwrap", "Spelling", FORMAT, type="k4.local", text=other, wrapping_key=OTHER
    )
    into = {"wrapping_key": OTHER, "nonce": LOCAL}
    public = _pair()[32:]
    refuse("pie: a public key wrapped", "wrap", "WrongKey", PURPOSE, type="k4.public", key=public, **into)


def passwords() -> None:
    cheap: dict[str, Any] = {"iterations": 1000, "memory_kib": 8, "passes": 1}
    texts = {}
    for version, sizes in {"k1": (32, 16), "k2": (16, 24), "k3": (32, 16), "k4": (16, 24)}.items():
        salt, nonce = (LOCAL * 2)[: sizes[0]], (OTHER * 2)[: sizes[1]]
        text = paserk.wrap_with_password(
            (f"{version}.local", LOCAL), PASSWORD, salt=salt, nonce=nonce, **cheap
        )
        texts[version] = text
        held = {"type": f"{version}.local", "password": PASSWORD}
        for part, place in (("salt", 0), ("nonce", sizes[0] + 16), ("tag", -1)):
            name = f"password: {version}, {part} changed"
            refuse(name, "unwrap_with_password", "Changed", FAILED, text=flipped(text, place), **held)
        held["password"] = f"{PASSWORD} "
        refuse(f"password: {version}, another", "unwrap_with_password", "Changed", FAILED, text=text, **held)
    limits = {"time_limit": 2, "memory_limit_kib": 65536}
    for name, version, place, field, flag, code in (
        ("1001 iterations", "k3", 32, (1001).to_bytes(4, "big"), "Changed", FAILED),
        ("no iterations", "k3", 32, bytes(4), "Cost", FORMAT),
        ("2^32-1 iterations", "k1", 32, b"\xff" * 4, "Cost", FORMAT),
        ("2^31-1 iterations", "k1", 32, b"\x7f\xff\xff\xff", "Cost", COST),
        ("2 passes", "k4", 24, (2).to_bytes(4, "big"), "Changed", FAILED),
        ("no memory", "k4", 16, bytes(8), "Cost", FORMAT),
        ("7 KiB", "k4", 16, (7 * 1024).to_bytes(8, "big"), "Cost", FORMAT),
        ("2^64-1 bytes of memory", "k4", 16, b"\xff" * 8, "Cost", FORMAT),
        ("1 GiB", "k2", 16, (1 << 30).to_bytes(8, "big"), "Cost", COST),
        ("no pass", "k4", 24, bytes(4), "Cost", FORMAT),
        ("2^32-1 passes", "k4", 24, b"\xff" * 4, "Cost", COST),
        ("no lane", "k4", 28, bytes(4), "Cost", FORMAT),
        ("2^32-1 lanes", "k2", 28, b"\xff" * 4, "Cost", FORMAT),
    ):
        changed = with_data(texts[version], place, field)
        held = {"type": f"{version}.local", "password": PASSWORD, "text": changed, **limits}
        refuse(f"cost: {version}, {name}", "unwrap_with_password", flag, code, **held)
    held = {"type": "k3.local", "password": "", "text": texts["k3"]}
    refuse("password: empty", "unwrap_with_password", "NotAKey", INPUT, **held)


def sealing(rsa: dict[int, str]) -> None:
    small = loading.load_pem(rsa[2048])
    big_public = loading.dump_pem(loading.load_pem(rsa[4096]).public(), private=False)
    pair = _pair()
    secrets: dict[str, Any] = {"k1": rsa[4096], "k2": pair, "k3": bytes(47) + b"\x07", "k4": pair}
    k3_public = ECKey("P-384", None, 7).octets(compressed=True)
    publics: dict[str, Any] = {"k1": big_public, "k2": pair[32:], "k3": k3_public, "k4": pair[32:]}
    drawn = {"k1": b"\x40" + bytes(510) + b"\x07", "k2": OTHER, "k3": bytes(47) + b"\x09", "k4": OTHER}
    texts = {}
    for version in publics:
        text = paserk.seal((f"{version}.local", LOCAL), publics[version], ephemeral=drawn[version])
        texts[version] = text
        held = {"type": f"{version}.local", "secret_key": secrets[version]}
        for part, place in (("tag", 0), ("last byte", -1)):
            refuse(
                f"seal: {version}, {part} changed",
                "unseal",
                "Changed",
                FAILED,
                text=flipped(text, place),
                **held,
            )
    for version, sibling in (("k2", "k4"), ("k4", "k2")):
        held = {"type": f"{sibling}.local", "secret_key": pair, "text": sibling + texts[version][2:]}
        refuse(f"seal: {version} called {sibling}", "unseal", "Changed", FAILED, **held)
    for name, version, place, new, flag in (
        ("c = n or more", "k1", 80, b"\xff" * 512, "NotAKey"),
        ("the sender's point off the curve", "k3", 48, b"\x02" + bytes(47) + b"\x01", "NotAKey"),
        ("the sender's point of another form", "k3", 48, b"\x04", "NotAKey"),
        ("the sender's key 0", "k4", 32, bytes(32), "SmallOrder"),
        ("the sender's key 1", "k2", 32, b"\x01" + bytes(31), "SmallOrder"),
    ):
        held = {"type": f"{version}.local", "secret_key": secrets[version]}
        refuse(
            f"seal: {version}, {name}",
            "unseal",
            flag,
            FAILED,
            text=with_data(texts[version], place, new),
            **held,
        )
    held = {"type": "k4.local", "text": texts["k4"]}
    key = paserk.encode("k2.secret", pair)
    refuse("seal: k4 opened with a k2 key", "unseal", "WrongKey", PURPOSE, secret_key=key, **held)
    key = paserk.encode("k4.public", pair[32:])
    refuse("seal: k4 opened with its public key", "unseal", "WrongKey", PURPOSE, secret_key=key, **held)
    new = {"key": LOCAL, "ephemeral": OTHER}
    order_4 = bytes(32)
    refuse(
        "seal: to a point of small order",
        "seal",
        "SmallOrder",
        KEY,
        type="k4.local",
        public_key=order_4,
        **new,
    )
    key = paserk.encode("k4.secret", pair)
    refuse("seal: to a secret key", "seal", "WrongKey", PURPOSE, type="k4.local", public_key=key, **new)
    key = paserk.encode("k2.public", pair[32:])
    refuse("seal: to a key of k2", "seal", "WrongKey", PURPOSE, type="k4.local", public_key=key, **new)
    key = loading.dump_pem(small.public(), private=False)
    refuse("seal: k1 to RSA 2048", "seal", "WrongKey", KEY, type="k1.local", public_key=key, **new)
    new["key"] = pair
    refuse("seal: a secret key", "seal", "WrongKey", PURPOSE, type="k4.secret", public_key=pair[32:], **new)


def main() -> None:
    rsa = official_rsa()
    spellings()
    keys(rsa)
    wrapping()
    passwords()
    sealing(rsa)
    write(
        "paseto",
        "paserk.jamlite",
        title="PASERK: what must be refused",
        family="PASERK",
        spec="PASERK (github.com/paseto-standard/paserk)",
        source=OWN,
        cases=cases,
        flags=FLAGS,
    )


if __name__ == "__main__":
    main()
