"""What may stand where a PASETO key is made: bytes, base64url text, PEM, DER, a JWK, a key record.

Nothing here takes a path, and 32 bytes that may be a seed or a public key are not guessed at.
"""

from __future__ import annotations

from ..encoding import base64url, strict_json
from ..exceptions.crypto import JamCryptoError
from ..exceptions.encoding import JamEncodingError
from ..exceptions.paseto import JamPASETOInvalidPurpose, JamPASETOInvalidSymmetricKey
from ..optional import part
from .key import (
    KTY_CRV,
    LOCAL_BYTES,
    PUBLIC_ERRORS,
    Key,
    LocalKey,
    PublicKey,
    SecretKey,
    bound,
    check_purpose,
    check_record,
    check_version,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Password = str | bytes | None

# Sizes of raw keys: of the secret half, and of the public one. Everything else in bytes is DER.
_RAW: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "v1": ((), ()),
    "v2": ((32, 64), (32,)),
    "v3": ((48,), (49, 97)),
    "v4": ((32, 64), (32,)),
}
_USE = {"local": "enc", "public": "sig"}  # RFC 7517 section 4.2
_OPS = {"local": {"encrypt", "decrypt"}, "public": {"sign", "verify"}}  # RFC 7517 section 4.3


def load(
    version: str, purpose: str, data: Any, password: Password = None
) -> LocalKey | SecretKey | PublicKey:
    """Return the key that `data` is, bound to a version and purpose.

    Args:
        version: "v1" to "v4".
        purpose: "local", or "public" for either half of a key pair.
        data: for "local" see `local_key`, for "public" see `secret_key`; what tells by itself which
            half it is gives that half.
        password: opens an encrypted PEM.

    Raises:
        JamPASETOInvalidSymmetricKey, JamPASETOInvalidRSAKey, JamPASETOInvalidED25519Key,
            JamPASETOInvalidSecp384r1Key: `data` is no such key.
        JamPASETOInvalidPurpose: there is no such purpose, or `data` is made for another one.
        JamConfigurationError: there is no such version.
    """
    if check_purpose(purpose) == "local":
        return local_key(version, data)
    record = _record(version, data, password, "")
    return (SecretKey if record.is_private else PublicKey)(version, record)


def local_key(version: str, data: Any) -> LocalKey:
    """Return a symmetric key.

    Args:
        version: "v1" to "v4".
        data: 32 bytes; their base64url text; a JWK of kty "oct" (dict, JSON text or object).

    Raises: as `load`.
    """
    check_version(version)
    if isinstance(data, Key):
        return bound(data, LocalKey, version)
    try:
        data = _opened(data, version, "local")
        octets = data if isinstance(data, bytes) else getattr(data, "k", None)
    except (JamCryptoError, JamEncodingError) as error:
        raise JamPASETOInvalidSymmetricKey(f"the key cannot be read: {error.message}") from error
    return LocalKey(version, octets)  # type: ignore[arg-type]  # which refuses what is not bytes


def secret_key(version: str, data: Any, password: Password = None) -> SecretKey:
    """Return the key that signs.

    Args:
        version: "v1" to "v4".
        data: PEM, DER or JWK (dict, JSON text or object) of a private key; or raw bytes, or their
            base64url text: v2 and v4 a seed of 32, or 64 with the public key behind it; v3 48.
        password: opens an encrypted PEM.

    Raises: as `load`.
    """
    if isinstance(data, Key):
        return bound(data, SecretKey, version)
    return SecretKey(version, _record(version, data, password, "secret"))


def public_key(version: str, data: Any, password: Password = None) -> PublicKey:
    """Return the key that verifies; of a private key the public half is taken.

    Args:
        version: "v1" to "v4".
        data: as `secret_key`; raw: v2 and v4 32 bytes, v3 49 (or 97, uncompressed).
        password: opens an encrypted PEM.

    Raises: as `load`.
    """
    if isinstance(data, SecretKey):
        data = data.public()
    if isinstance(data, Key):
        return bound(data, PublicKey, version)
    return PublicKey(version, _record(version, data, password, "public").public())


def _record(version: str, data: Any, password: Password, wanted: str) -> Any:
    """Return a record of the version's type; `wanted` settles what 32 raw bytes are."""
    error_class = PUBLIC_ERRORS[check_version(version)]
    if isinstance(data, (SecretKey, PublicKey)) and data.version == version:
        return data.record
    if isinstance(data, Key):
        raise JamPASETOInvalidPurpose(f"a {version}.public key is needed, got {data!r}")
    try:
        record = _opened(data, version, "public", password)
        record = _from_raw(version, record, wanted) if isinstance(record, bytes) else record
    except (JamCryptoError, JamEncodingError) as error:
        raise error_class(f"the key cannot be read: {error.message}") from error
    check_record(version, record)
    return record


def _opened(data: Any, version: str, purpose: str, password: Password = None) -> Any:
    """Return raw bytes, or the record of a structured form; whatever else it is, as it is."""
    material = getattr(data, "material", None)
    if material is not None and hasattr(data, "to_dict"):  # a JWK object
        data = data.to_dict()
    if isinstance(data, dict):
        return _from_members(data, version, purpose)
    if isinstance(data, (bytearray, memoryview)):
        data = bytes(data)
    if not isinstance(data, (str, bytes)):
        return data
    sizes = (LOCAL_BYTES,) if purpose == "local" else (*_RAW[version][0], *_RAW[version][1])
    if isinstance(data, bytes) and len(data) in sizes:  # first of all: a raw key may look like anything
        return data
    if data.lstrip()[:1] in ("{", b"{") and data.rstrip()[-1:] in ("}", b"}"):
        return _from_members(strict_json.loads(data, "the key"), version, purpose)
    if ("-----BEGIN" if isinstance(data, str) else b"-----BEGIN") in data:  # type: ignore[operator]
        with part("pem"):
            from ..keys import loading

        return loading.load_pem(data, password)
    raw = base64url.decode(data, "the key") if isinstance(data, str) else data
    if purpose == "local" or len(raw) in sizes:
        return raw
    with part("der"):
        from ..keys import loading

    return loading.load_der(raw, password)


def _from_raw(version: str, raw: bytes, wanted: str) -> Any:
    kty, _ = KTY_CRV[version]
    if kty == "EC":
        with part("v3.public"):
            from ..keys.ec import ECKey

        if len(raw) in _RAW[version][1]:
            return ECKey.from_octets("P-384", raw)
        return ECKey("P-384", None, int.from_bytes(raw, "big"))
    with part("v2.public and v4.public"):
        from ..keys.okp import OKPKey

    if len(raw) == 64:  # Ed25519 as libsodium and PASERK pack it: the seed, then the public key
        return OKPKey("Ed25519", raw[32:], raw[:32])
    if not wanted:
        raise PUBLIC_ERRORS[version](
            "32 bytes may be a seed or a public key; say which with key_reading.secret_key or public_key"
        )
    return OKPKey("Ed25519", None, raw) if wanted == "secret" else OKPKey("Ed25519", raw)


def _from_members(members: Any, version: str, purpose: str) -> Any:
    """Return the record of a JWK whose alg, use and key_ops allow this version and purpose."""
    if not isinstance(members, dict):
        raise JamEncodingError("the key is not a JWK")
    name = f"{version}.{purpose}"
    ops = members.get("key_ops", [*_OPS[purpose]])
    if (
        members.get("alg", name) != name
        or members.get("use", _USE[purpose]) != _USE[purpose]
        or not isinstance(ops, list)
        or not any(op in ops for op in _OPS[purpose])
    ):
        raise JamPASETOInvalidPurpose(f"the JWK's alg, use or key_ops is not for {name}")
    kty = members.get("kty")
    if purpose == "local":
        with part("jwk"):
            from ..keys.oct import OctKey

        return OctKey.from_members(members)
    if kty == "RSA":
        with part("v1.public"):
            from ..keys.rsa import RSAKey

        return RSAKey.from_members(members)
    if kty == "EC":
        with part("v3.public"):
            from ..keys.ec import ECKey

        return ECKey.from_members(members)
    with part("v2.public and v4.public"):
        from ..keys.okp import OKPKey

    return OKPKey.from_members(members)
