"""What may stand where a PASETO key is made: bytes, PASERK, base64url, base64, hex, PEM, DER, JWK, a record.

Nothing here takes a path, and 32 bytes that may be a seed or a public key are not guessed at.
"""

from __future__ import annotations

from ..encoding import base64url, strict_json
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamCryptoError
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

    from ..keys.ec import ECKey
    from ..keys.oct import OctKey
    from ..keys.okp import OKPKey
    from ..keys.rsa import RSAKey

    Password = str | bytes | None

# Sizes of raw keys: of the secret half, and of the public one. Everything else in bytes is DER.
_RAW: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "v1": ((), ()),
    "v2": ((32, 64), (32,)),
    "v3": ((48,), (49, 97)),
    "v4": ((32, 64), (32,)),
}
_PASERK_SIZES = {"v2": (64, 32), "v3": (48, 49), "v4": (64, 32)}  # types/secret.md, types/public.md
_USE = {"local": "enc", "public": "sig"}  # RFC 7517 section 4.2
_OPS = {"local": {"encrypt", "decrypt"}, "public": {"sign", "verify"}}  # RFC 7517 section 4.3


def load(
    version: str, purpose: str, data: object, password: Password = None
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
            JamPASETOInvalidSecp384r1Key: `data` is not such a key.
        JamPASETOInvalidPurpose: there is no such purpose, or `data` is made for another one.
        JamConfigurationError: there is no such version.
    """
    if check_purpose(purpose) == "local":
        return local_key(version, data)
    record = _record(version, data, password, "")
    return (SecretKey if record.is_private else PublicKey)(version, record)


def local_key(version: str, data: object) -> LocalKey:
    """Return a symmetric key.

    Args:
        version: "v1" to "v4".
        data: 32 bytes; their text in base64url, base64 or hex; PASERK text (k4.local....); a JWK of
            kty "oct" (dict, JSON text or object).

    Raises: as `load`.
    """
    check_version(version)
    if isinstance(data, Key):
        return bound(data, LocalKey, version)
    try:
        data = _opened(_from_paserk(data, version, "local")[0], version, "local")
        octets = data if isinstance(data, bytes) else getattr(data, "k", None)
    except (JamCryptoError, JamEncodingError) as error:
        raise JamPASETOInvalidSymmetricKey(f"the key cannot be read: {error.message}") from error
    return LocalKey(version, octets)  # type: ignore[arg-type]  # which refuses what is not bytes


def secret_key(version: str, data: object, password: Password = None) -> SecretKey:
    """Return the key that signs.

    Args:
        version: "v1" to "v4".
        data: PEM, DER, PASERK (k4.secret....) or JWK (dict, JSON text or object) of a private key; or
            raw bytes, or their text in base64url, base64 or hex: v2 and v4 a seed of 32, or 64 with the
            public key behind it; v3 48.
        password: opens an encrypted PEM.

    Raises: as `load`.
    """
    if isinstance(data, Key):
        return bound(data, SecretKey, version)
    return SecretKey(version, _record(version, data, password, "secret"))


def public_key(version: str, data: object, password: Password = None) -> PublicKey:
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


def _record(version: str, data: object, password: Password, wanted: str) -> Any:
    """Return a record of the version's type; `wanted` settles what 32 raw bytes are."""
    error_class = PUBLIC_ERRORS[check_version(version)]
    if isinstance(data, (SecretKey, PublicKey)) and data.version == version:
        return data.record
    if isinstance(data, Key):
        raise JamPASETOInvalidPurpose(f"a {version}.public key is needed, got {data!r}")
    try:
        data, half = _from_paserk(data, version, "public")
        record = _opened(data, version, "public", password)
        record = _from_raw(version, record, half or wanted) if isinstance(record, bytes) else record
    except (JamCryptoError, JamEncodingError) as error:
        raise error_class(f"the key cannot be read: {error.message}") from error
    check_record(version, record)
    return record


def _opened(data: object, version: str, purpose: str, password: Password = None) -> Any:
    """Return raw bytes, or the record of a structured form; whatever else it is, as it is."""
    material = getattr(data, "material", None)  # by what it has: this room does not import jose
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
    begin, end = ("{", "}") if isinstance(data, str) else (b"{", b"}")
    if data.lstrip().startswith(begin) and data.rstrip().endswith(end):  # type: ignore[arg-type]
        return _from_members(strict_json.loads(data, "the key"), version, purpose)
    if ("-----BEGIN" if isinstance(data, str) else b"-----BEGIN") in data:  # type: ignore[operator]
        with part("pem"):
            from ..keys import loading

        return loading.load_pem(data, password)
    raw = _from_text(data, sizes) if isinstance(data, str) else data
    if purpose == "local" or len(raw) in sizes:
        return raw
    with part("der"):
        from ..keys import loading

    return loading.load_der(raw, password)


def _from_paserk(data: object, version: str, purpose: str) -> tuple[object, str]:
    """Return (raw bytes, "secret" or "public") of PASERK text that holds a bare key, else (data, "").

    `paserk.decode` does the same and more; here it would tie this file to all of PASERK.
    """
    text = data.strip() if isinstance(data, str) else ""
    if text[:3] not in ("k1.", "k2.", "k3.", "k4."):  # no base64url, base64 or hex has a dot
        return data, ""
    header, _, body = text.rpartition(".")
    kind = header[3:]
    if kind not in ("local", "secret", "public"):
        raise JamEncodingError(
            f"this PASERK is a {header[:20]}, which holds no bare key; open it with paserk.unwrap, "
            "unwrap_with_password or unseal"
        )
    # Algorithm Lucidity: a text that names its version binds the key to it.
    if (f"v{header[1]}", kind == "local") != (version, purpose == "local"):
        raise JamPASETOInvalidPurpose(f"a {version}.{purpose} key is needed, this PASERK is {header}")
    raw = base64url.decode(body, "the data of the PASERK")
    if kind != "local" and version != "v1" and len(raw) != _PASERK_SIZES[version][kind == "public"]:
        raise JamEncodingError(f"the data of a {header} PASERK has another length")
    return raw, "" if kind == "local" else kind


def _from_text(text: str, sizes: tuple[int, ...]) -> bytes:
    """Return the bytes of base64url, base64 or hex; a text of 2n hex digits is never base64 of a key."""
    text = text.strip()
    # Hex first: 64 hex digits would be base64 of 48 bytes, which is no size of an Ed25519 or local key.
    if len(text) // 2 in sizes and len(text) % 2 == 0 and not text.strip("0123456789abcdefABCDEF"):
        return bytes.fromhex(text)
    if ("+" in text or "/" in text) and "-" not in text and "_" not in text:  # one alphabet or the other
        text = text.replace("+", "-").replace("/", "_")
    try:
        return base64url.decode(text.rstrip("="), "the key")
    except JamEncodingError:
        pass
    raise JamEncodingError("the text is neither PASERK, PEM, JWK, base64url, base64 nor hex of a key")


def _from_raw(version: str, raw: bytes, wanted: str) -> ECKey | OKPKey:
    kty, _ = KTY_CRV[version]
    if kty == "EC":
        with part("v3.public"):
            from ..keys.ec import ECKey

        if len(raw) in _RAW[version][1]:  # 48 and 49 bytes tell the halves apart
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


def _from_members(members: object, version: str, purpose: str) -> OctKey | RSAKey | ECKey | OKPKey:
    """Return the record of a JWK whose alg, use and key_ops allow this version and purpose."""
    if not isinstance(members, dict):
        raise JamEncodingError("the key is not a JWK")
    name = f"{version}.{purpose}"
    ops = members.get("key_ops", [*_OPS[purpose]])
    if (
        members.get("alg", name) != name
        or members.get("use", _USE[purpose]) != _USE[purpose]
        or not isinstance(ops, list)
        or not any(op in ops for op in _OPS[purpose])  # one is enough: the half of a pair has only its own
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
