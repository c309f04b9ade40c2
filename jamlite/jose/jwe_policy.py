"""Which key may run which JWE algorithm: the caller's list, and the key's alg, use, key_ops and kind.

The token's header chooses among what these allow and never widens it (RFC 8725 section 3.1). With no
list of the caller's a key allows its own alg, or else the usual algorithms of its kind:

    oct             A*KW and A*GCMKW of its size, dir
    a password      PBES2-*: a key made by `JWK.from_password`, and only such a key
    RSA             RSA-OAEP, RSA-OAEP-256, -384, -512
    EC, X25519...   ECDH-ES, ECDH-ES+A*KW

A plain symmetric key runs PBES2 only if the caller's list, or its own alg, says so; RSA1_5 runs only
if the caller's list says so.
"""

from __future__ import annotations

from ..exceptions.jose import JamAlgorithmError, JamInvalidKeyTypeError
from .jwe_content import CONTENT_ENCRYPTIONS, default_for
from .jwe_key_management import ECDH_CURVES, KEY_MANAGEMENTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection

    from .jwe_content import ContentEncryption
    from .jwe_key_management import KeyManagement
    from .token_key import TokenKey

_ON_REQUEST = "RSA1_5"
_DIRECT_SIZES = {row.key_size for row in CONTENT_ENCRYPTIONS.values()}


def encryption_algorithms(jwk: TokenKey) -> tuple[str, ...]:
    """Return the JWE algorithms a key allows when the caller names none, the preferred one first."""
    return tuple(row.name for row in KEY_MANAGEMENTS.values() if not _unusual(jwk, row) and _fits(jwk, row))


def may_open(
    jwk: TokenKey, row: KeyManagement, enc: ContentEncryption, algorithms: Collection[str] | None
) -> bool:
    """Tell whether a token of this alg and enc may be opened with this key."""
    if not jwk.is_private or (_unusual(jwk, row) if algorithms is None else row.name not in algorithms):
        return False
    return not _misfit(jwk, row, enc, row.open_ops)


def choose(jwk: TokenKey, alg: str | None, enc: str | None) -> tuple[KeyManagement, ContentEncryption]:
    """Return the rows to encrypt with for a recipient's key.

    Args:
        jwk: the key.
        alg: the algorithm asked for; None takes the key's own or its kind's usual one.
        enc: the content encryption asked for; None takes A256GCM, or what fits a direct key.

    Raises:
        JamAlgorithmError: there is no such algorithm.
        JamInvalidKeyTypeError: the key does not fit it, or may not encrypt.
    """
    row = KEY_MANAGEMENTS.get(alg if alg is not None else _default(jwk))
    if row is None:
        raise JamAlgorithmError(f"the key management algorithm must be one of {', '.join(KEY_MANAGEMENTS)}")
    if enc is None:
        own = CONTENT_ENCRYPTIONS.get(jwk.alg or "")
        content = own or default_for(
            len(jwk.prepared.record.k) if row.name == "dir" and jwk.kty == "oct" else None
        )
    elif enc in CONTENT_ENCRYPTIONS:
        content = CONTENT_ENCRYPTIONS[enc]
    else:
        raise JamAlgorithmError(
            f"the content encryption algorithm must be one of {', '.join(CONTENT_ENCRYPTIONS)}"
        )
    misfit = _misfit(jwk, row, content, row.ops)
    if misfit:
        code = "jwe.key_length" if misfit.endswith("bytes") else None
        raise JamInvalidKeyTypeError(misfit, error_code=code)
    return row, content


def _default(jwk: TokenKey) -> str:
    names = encryption_algorithms(jwk)
    if not names:
        pss = jwk.material.pss
        raise JamInvalidKeyTypeError(
            pss.refusal("encryption") if pss else f"no encryption algorithm fits {jwk!r}"
        )
    return names[0]


def _unusual(jwk: TokenKey, row: KeyManagement) -> bool:
    """Tell whether only the caller's own list makes this key run this algorithm."""
    if row.kty == "password":
        return not (jwk.material.is_password or jwk.alg == row.name)
    return row.name == _ON_REQUEST


# What a row's kty stands for, in a message.
_KEY_TYPES = {"ECDH": "EC, or OKP with X25519 or X448", "RSA": "RSA", "oct": "oct", "password": "oct"}


def _fits(jwk: TokenKey, row: KeyManagement) -> bool:
    """Tell whether a key has the type, curve, size and alg for a row."""
    if jwk.alg in CONTENT_ENCRYPTIONS:  # a direct key named after its content encryption
        return row.name == "dir" and jwk.kty == "oct"
    if jwk.alg not in (None, row.name):
        return False
    if row.kty == "ECDH":
        return jwk.crv in ECDH_CURVES
    if jwk.material.pss is not None:  # bound to signatures
        return False
    if row.kty in ("RSA", "password"):
        return jwk.kty == ("RSA" if row.kty == "RSA" else "oct")
    sizes = _DIRECT_SIZES if row.size is None else (row.size,)
    return jwk.kty == "oct" and not jwk.material.is_password and len(jwk.prepared.record.k) in sizes


def _misfit(jwk: TokenKey, row: KeyManagement, enc: ContentEncryption, ops: list[str]) -> str:
    """Return why a key cannot or may not run these algorithms, or ""; found once for each key."""
    return jwk.prepared.misfit((row.name, enc.name, ops is row.ops), lambda: _find_misfit(jwk, row, enc, ops))


def _find_misfit(jwk: TokenKey, row: KeyManagement, enc: ContentEncryption, ops: list[str]) -> str:
    """Return why a key cannot or may not run these algorithms, or ""."""
    pss = jwk.material.pss
    if pss is not None:
        return pss.refusal(row.name)
    if jwk.alg in CONTENT_ENCRYPTIONS and jwk.alg != enc.name:
        return f"the key is for {jwk.alg} only"
    if jwk.alg not in (None, row.name) and jwk.alg not in CONTENT_ENCRYPTIONS:
        return f"the key is for {jwk.alg} only, not {row.name}"
    if not jwk.material.is_password and jwk.kty == row.kty == "oct":
        size, wanted = len(jwk.prepared.record.k), row.size or enc.key_size
        if size != wanted:
            return f"{row.name} with {enc.name} needs a key of {wanted} bytes, got {size} bytes"
    if not _fits(jwk, row):
        types = _KEY_TYPES.get(row.kty, "")
        if jwk.kty not in types:
            return f"{row.name} needs a key of type {types}; this one is {jwk!r}"
        return f"{row.name} cannot run with {jwk!r}"
    if jwk.use not in (None, "enc"):  # RFC 7517 section 4.2
        return "the key is not for encryption: its use says otherwise"
    if jwk.key_ops is None or any(op in jwk.key_ops for op in ops):  # section 4.3
        return ""
    if row.kty == "ECDH" and not jwk.is_private and not jwk.key_ops:
        return ""  # browsers export the public half of an ECDH pair with an empty list
    return f"the key's key_ops do not allow it to {' or '.join(ops)}"
