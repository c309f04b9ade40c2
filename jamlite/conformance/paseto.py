"""Runners of the PASETO family."""

from __future__ import annotations

from importlib import import_module

from ..jam.paseto_module import create_instance
from ..paseto import claims as registered
from ..paseto import key_reading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..paseto.key import PublicKey
    from .runner import Family

    Outputs = dict[str, Any]


def _protocol(version: str) -> Any:
    return import_module(f"..paseto.{version}", __package__)


def _encrypt(version: str, key: bytes, payload: bytes, nonce: bytes, **more: bytes) -> Outputs:
    local = key_reading.local_key(version, key)
    return {"token": _protocol(version).encrypt(local, payload, nonce=nonce, **more)}


def _decrypt(version: str, key: bytes, token: str, **more: bytes) -> Outputs:
    payload, footer = _protocol(version).decrypt(key_reading.local_key(version, key), token, **more)
    return {"payload": payload, "footer": footer}


def _sign(version: str, secret_key: bytes, payload: bytes, **more: bytes) -> Outputs:
    fixed = {"extra_entropy": b""} if version == "v3" else {}
    return {
        "token": _protocol(version).sign(
            key_reading.secret_key(version, secret_key), payload, **more, **fixed
        )
    }


def _verify(version: str, public_key: PublicKey | bytes | str, token: str, **more: bytes) -> Outputs:
    payload, footer = _protocol(version).verify(key_reading.public_key(version, public_key), token, **more)
    return {"payload": payload, "footer": footer}


def _resign(version: str, secret_key: bytes, public_key: bytes, payload: bytes, **more: bytes) -> Outputs:
    """Sign, and read with the published public key: for signatures that cannot be reproduced."""
    return _verify(version, public_key, _sign(version, secret_key, payload, **more)["token"], **more)


def _decode(version: str, purpose: str, key: Any, token: Any, **options: Any) -> Outputs:
    payload, footer = create_instance(version, purpose, key).decode(token, **options)
    return {"payload": payload, "footer": footer}


def _load(version: str, purpose: str, key: Any) -> Outputs:
    loaded: Any = key_reading.load(version, purpose, key)
    return {"octets": loaded.octets, "kind": loaded.kind}


def _check(claims: dict[str, Any], **options: Any) -> bool:
    registered.check(claims, **options)
    return True


def _time(text: Any) -> Outputs:
    return {"seconds": registered.parse_time(text)}


FAMILIES: dict[str, Family] = {
    "PASETO": {
        "encrypt": _encrypt,
        "decrypt": _decrypt,
        "sign": _sign,
        "resign": _resign,
        "verify": _verify,
        "decode": _decode,
        "load": _load,
        "time": _time,
        "check": _check,
    }
}
