"""PASETO version 2: XChaCha20-Poly1305 (local), Ed25519 (public).

Letters as in the specification, Version2. It has no implicit assertions.
"""

from __future__ import annotations

from ..crypto import blake2b
from ..crypto.randomness import random_bytes
from ..encoding.checks import octets, sized
from ..exceptions.crypto import JamDecryptionError
from ..exceptions.paseto import JamPASETOInvalidTokenFormat
from ..optional import alias, part
from .key import LocalKey, PublicKey, SecretKey, bound
from .pae import pae
from .token import assemble, parse

LOCAL, PUBLIC = b"v2.local.", b"v2.public."
_NONCE, _TAG, _SIGNATURE = 24, 16, 64  # bytes


def encrypt(key: LocalKey, payload: bytes, footer: bytes = b"", *, nonce: bytes | None = None) -> str:
    """Return a v2.local token.

    Args:
        key: made for v2 and local.
        payload: any bytes; a PASETO's payload is a JSON object.
        footer: travels readable beside the payload, authenticated with it.
        nonce: 24 bytes, for reproducing vectors; None draws them. The nonce of the token is a hash of
            the payload under them.

    Raises:
        JamPASETOInvalidPurpose: the key is made for something else.
        JamPASETOInvalidSymmetricKey: it is not a symmetric key of this version.
        JamPASETOInvalidTokenFormat: the token would be too large.
        JamCryptoError: an argument of the wrong type or size.
    """
    with part("v2.local"):
        from ..crypto import xchacha20_poly1305
    k = bound(key, LocalKey, "v2").octets
    m, f = octets(payload, "the payload"), octets(footer, "the footer")
    b = random_bytes(_NONCE) if nonce is None else sized(nonce, "the nonce", _NONCE)
    n = blake2b.digest(m, key=b, length=_NONCE)  # step 3: so that a bad random source repeats no nonce
    c, t = xchacha20_poly1305.encrypt(k, n, m, pae(LOCAL, n, f))  # steps 4 and 5; preAuth is the AAD
    return assemble(LOCAL, n + c + t, f)


def decrypt(key: LocalKey, token: str | bytes, footer: bytes | None = None) -> tuple[bytes, bytes]:
    """Return (payload, footer) of a v2.local token.

    Args:
        key: as in `encrypt`.
        token: the token.
        footer: the only footer to accept (b"": none); None accepts any.

    Raises:
        JamPASETOInvalidPurpose: key or token is of another version or purpose.
        JamPASETOInvalidTokenFormat: the token is malformed, has another footer, was not made with
            this key, or was changed.
        JamPASETOInvalidSymmetricKey, JamCryptoError: as in `encrypt`.
    """
    with part("v2.local"):
        from ..crypto import xchacha20_poly1305
    k = bound(key, LocalKey, "v2").octets
    body, f = parse(token, LOCAL, _NONCE + _TAG, None if footer is None else octets(footer, "the footer"))
    n, c, t = body[:_NONCE], body[_NONCE:-_TAG], body[-_TAG:]  # step 3; libsodium's c ends in the tag
    try:
        return xchacha20_poly1305.decrypt(k, n, c, pae(LOCAL, n, f), t), f  # steps 4 to 6
    except JamDecryptionError:
        raise JamPASETOInvalidTokenFormat(
            "the PASETO was not verified", error_code="paseto.validation.invalid_authentication_tag"
        ) from None


def sign(key: SecretKey, payload: bytes, footer: bytes = b"") -> str:
    """Return a v2.public token.

    Args:
        key: a secret key made for v2.
        payload, footer: as in `encrypt`; the payload is readable.

    Raises:
        JamPASETOInvalidPurpose: the key is made for something else.
        JamPASETOInvalidED25519Key: it is not a secret key of this version.
        JamPASETOInvalidTokenFormat: the token would be too large.
        JamCryptoError: an argument of the wrong type.
    """
    sk = bound(key, SecretKey, "v2").record.signer
    m, f = octets(payload, "the payload"), octets(footer, "the footer")
    return assemble(PUBLIC, m + sk.sign(pae(PUBLIC, m, f)), f)  # steps 2 to 4


def verify(key: PublicKey, token: str | bytes, footer: bytes | None = None) -> tuple[bytes, bytes]:
    """Return (payload, footer) of a v2.public token.

    Args:
        key: a public key made for v2; used again, it verifies in less than half the time.
        token, footer: as in `decrypt`.

    Raises:
        JamPASETOInvalidPurpose: key or token is of another version or purpose.
        JamPASETOInvalidTokenFormat: the token is malformed, has another footer, was not signed with
            this key, or was changed.
        JamPASETOInvalidED25519Key, JamCryptoError: as in `sign`.
    """
    pk = bound(key, PublicKey, "v2").record.verifier
    body, f = parse(token, PUBLIC, _SIGNATURE, None if footer is None else octets(footer, "the footer"))
    m, s = body[:-_SIGNATURE], body[-_SIGNATURE:]  # step 3
    if not pk.verify(pae(PUBLIC, m, f), s):  # steps 4 and 5
        raise JamPASETOInvalidTokenFormat("the PASETO was not verified")
    return m, f


__getattr__ = alias(__name__)  # names that have moved; see `optional.alias`
