"""Keys and tokens of every version and purpose, and every function that reads or makes tokens."""

from __future__ import annotations

from typing import Any, Callable, NamedTuple

from jamlite.conformance import vectors
from jamlite.keys.rsa import RSAKey
from jamlite.paseto import key_reading, v1, v2, v3, v4
from jamlite.paseto.key import PURPOSES, VERSIONS, LocalKey, PublicKey, SecretKey
from tests.crypto import rsa_keys
from tests.support import ROOT

PROTOCOLS: dict[str, Any] = {"v1": v1, "v2": v2, "v3": v3, "v4": v4}
PAYLOAD = b'{"sub":"somebody"}'
FOOTER = b'{"kid":"one"}'


class Sample(NamedTuple):
    """One version and purpose: what makes a token, what reads it, and their keys."""

    version: str
    purpose: str
    make: Callable[..., str]
    read: Callable[..., Any]
    maker: Any
    reader: Any

    @property
    def name(self) -> str:
        return f"{self.version}.{self.purpose}"

    @property
    def has_assertions(self) -> bool:
        return self.version in ("v3", "v4")


def _official(version: str, op: str, name: str) -> Any:
    file = vectors.read(f"{ROOT}/vectors/paseto/{version}.official.json", "paseto")
    return next(case.inputs[name] for case in file.cases if case.op == op)


_made: dict[str, Any] = {}


def secret(version: str) -> SecretKey:
    if version not in _made:
        if version == "v1":
            _made[version] = SecretKey("v1", RSAKey(rsa_keys.usual()))
        else:
            _made[version] = key_reading.secret_key(version, _official(version, "sign", "secret_key"))
    key: SecretKey = _made[version]
    return key


def local(version: str) -> LocalKey:
    return key_reading.local_key(version, bytes(range(0x70, 0x90)))


def public(version: str) -> PublicKey:
    return secret(version).public()


def samples() -> list[Sample]:
    """Return all eight."""
    found = []
    for version in VERSIONS:
        protocol = PROTOCOLS[version]
        key = local(version)
        found.append(Sample(version, "local", protocol.encrypt, protocol.decrypt, key, key))
        found.append(
            Sample(version, "public", protocol.sign, protocol.verify, secret(version), public(version))
        )
    assert {sample.purpose for sample in found} == set(PURPOSES)
    return found
