"""Runners of the PASETO family."""

from __future__ import annotations

from ..encoding import strict_json
from ..exceptions.paseto import JamPASETOInvalidTokenFormat
from ..paseto import claims as registered
from ..paseto import key_reading
from ..paseto.key import SecretKey
from ..paseto.versions import functions_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject, JsonValue
    from ..paseto.key import PublicKey
    from .family import Family, Outputs


def _encrypt(version: str, key: bytes, payload: bytes, nonce: bytes | None = None, **more: bytes) -> Outputs:
    local = key_reading.local_key(version, key)
    return {"token": functions_of(version).encrypt(local, payload, nonce=nonce, **more)}


def _decrypt(version: str, key: bytes, token: str, **more: bytes) -> Outputs:
    payload, footer = functions_of(version).decrypt(key_reading.local_key(version, key), token, **more)
    return {"payload": payload, "footer": footer}


def _sign(version: str, secret_key: bytes, payload: bytes, **more: bytes) -> Outputs:
    # RFC 6979 as it stands; ours hedges with randomness.
    fixed = {"extra_entropy": b""} if version == "v3" else {}
    return {
        "token": functions_of(version).sign(
            key_reading.secret_key(version, secret_key), payload, **more, **fixed
        )
    }


def _verify(version: str, public_key: PublicKey | bytes | str, token: str, **more: bytes) -> Outputs:
    payload, footer = functions_of(version).verify(key_reading.public_key(version, public_key), token, **more)
    return {"payload": payload, "footer": footer}


def _decode(version: str, purpose: str, key: JsonValue, token: str) -> Outputs:
    """Read a token whose payload is a JSON object, and check its claims."""
    loaded = key_reading.load(version, purpose, key)
    if purpose == "local":
        data, footer = functions_of(version).decrypt(loaded, token)
    else:
        public = loaded.public() if isinstance(loaded, SecretKey) else loaded
        data, footer = functions_of(version).verify(public, token)
    payload = strict_json.loads(data)
    if not isinstance(payload, dict):
        raise JamPASETOInvalidTokenFormat("the payload is not a JSON object")
    registered.check(payload, numeric=True)  # PASETO has times as text; Jam's tokens have numbers
    return {"payload": payload, "footer": registered.footer_value(footer)}


def _load(version: str, purpose: str, key: JsonValue) -> Outputs:
    loaded = key_reading.load(version, purpose, key)
    return {"octets": loaded.octets, "kind": loaded.kind}


def _check(claims: JsonObject, **options: JsonValue) -> bool:
    registered.check(claims, **options)
    return True


def _time(text: str) -> Outputs:
    return {"seconds": registered.parse_time(text)}


FAMILIES: dict[str, Family] = {
    "PASETO": {
        "encrypt": _encrypt,
        "decrypt": _decrypt,
        "sign": _sign,
        "verify": _verify,
        "decode": _decode,
        "load": _load,
        "time": _time,
        "check": _check,
    }
}
