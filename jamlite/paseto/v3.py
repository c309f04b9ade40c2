"""PASETO version 3: AES-256-CTR with HMAC-SHA384 (local), ECDSA on P-384 (public).

Letters as in the specification, Version3.
"""

from __future__ import annotations

from hmac import compare_digest

from ..crypto.randomness import random_bytes
from ..encoding.checks import octets, sized
from ..exceptions.paseto import JamPASETOInvalidTokenFormat
from ..optional import alias, part
from .key import LocalKey, PublicKey, SecretKey, bound
from .pae import pae
from .token import assemble, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

LOCAL, PUBLIC = b"v3.local.", b"v3.public."
_NONCE, _TAG, _SIGNATURE = 32, 48, 96  # bytes


def encrypt(
    key: LocalKey, payload: bytes, footer: bytes = b"", implicit: bytes = b"", *, nonce: bytes | None = None
) -> str:
    """Return a v3.local token.

    Args:
        key: made for v3 and local.
        payload: any bytes; a PASETO's payload is a JSON object.
        footer: travels readable beside the payload, authenticated with it.
        implicit: authenticated but not part of the token; the reader must know it.
        nonce: 32 bytes, for reproducing vectors; None draws it.

    Raises:
        JamPASETOInvalidPurpose: the key is made for something else.
        JamPASETOInvalidSymmetricKey: it is not a symmetric key of this version.
        JamPASETOInvalidTokenFormat: the token would be too large.
        JamCryptoError: an argument of the wrong type or size.
    """
    with part("v3.local"):
        from ..crypto import aes_ctr, hkdf, hmac
    k = bound(key, LocalKey, "v3").octets
    m, f, i = octets(payload, "the payload"), octets(footer, "the footer"), octets(implicit, "the assertion")
    n = random_bytes(_NONCE) if nonce is None else sized(nonce, "the nonce", _NONCE)
    Ek, n2, Ak = _split(hkdf.derive, k, n)
    c = aes_ctr.encrypt(Ek, n2, m)  # step 5
    t = hmac.digest("sha384", Ak, pae(LOCAL, n, c, f, i))  # steps 6 and 7
    return assemble(LOCAL, n + c + t, f)


def decrypt(
    key: LocalKey, token: str | bytes, footer: bytes | None = None, implicit: bytes = b""
) -> tuple[bytes, bytes]:
    """Return (payload, footer) of a v3.local token.

    Args:
        key, implicit: as in `encrypt`.
        token: the token.
        footer: the only footer to accept (b"": none); None accepts any.

    Raises:
        JamPASETOInvalidPurpose: key or token is of another version or purpose.
        JamPASETOInvalidTokenFormat: the token is malformed, has another footer, was not made with
            this key and assertion, or was changed.
        JamPASETOInvalidSymmetricKey, JamCryptoError: as in `encrypt`.
    """
    with part("v3.local"):
        from ..crypto import aes_ctr, hkdf, hmac
    k = bound(key, LocalKey, "v3").octets
    i = octets(implicit, "the assertion")
    expected = None if footer is None else octets(footer, "the footer")
    body, f = parse(token, LOCAL, _NONCE + _TAG, expected)
    n, c, t = body[:_NONCE], body[_NONCE:-_TAG], body[-_TAG:]  # step 4
    Ek, n2, Ak = _split(hkdf.derive, k, n)
    if not compare_digest(t, hmac.digest("sha384", Ak, pae(LOCAL, n, c, f, i))):  # step 8 MUST: constant time
        raise JamPASETOInvalidTokenFormat(
            "the PASETO was not verified", error_code="paseto.validation.invalid_authentication_tag"
        )
    return aes_ctr.decrypt(Ek, n2, c), f


def sign(
    key: SecretKey,
    payload: bytes,
    footer: bytes = b"",
    implicit: bytes = b"",
    *,
    extra_entropy: bytes | None = None,
) -> str:
    """Return a v3.public token; another one each time, as its nonce is hedged (step 4 allows it).

    Args:
        key: a secret key made for v3.
        payload, footer, implicit: as in `encrypt`; the payload is readable.
        extra_entropy: as in `crypto.ecdsa.sign`; b"" gives RFC 6979's deterministic signature.

    Raises:
        JamPASETOInvalidPurpose: the key is made for something else.
        JamPASETOInvalidSecp384r1Key: it is not a secret key of this version.
        JamPASETOInvalidTokenFormat: the token would be too large.
        JamCryptoError: an argument of the wrong type.
    """
    with part("v3.public"):
        from ..crypto import ecdsa

    record = bound(key, SecretKey, "v3").record
    m, f, i = octets(payload, "the payload"), octets(footer, "the footer"), octets(implicit, "the assertion")
    m2 = pae(record.octets(compressed=True), PUBLIC, m, f, i)  # step 3: the public key is signed too
    # Step 4: r || s.
    sig = ecdsa.sign("P-384", record.private_value, m2, "sha384", extra_entropy=extra_entropy)
    return assemble(PUBLIC, m + sig, f)


def verify(
    key: PublicKey, token: str | bytes, footer: bytes | None = None, implicit: bytes = b""
) -> tuple[bytes, bytes]:
    """Return (payload, footer) of a v3.public token.

    Args:
        key: a public key made for v3; used again, it verifies in half the time.
        token, footer, implicit: as in `decrypt`.

    Raises:
        JamPASETOInvalidPurpose: key or token is of another version or purpose.
        JamPASETOInvalidTokenFormat: the token is malformed, has another footer, was not signed with
            this key and assertion, or was changed.
        JamPASETOInvalidSecp384r1Key, JamCryptoError: as in `sign`.
    """
    record = bound(key, PublicKey, "v3").record
    i = octets(implicit, "the assertion")
    expected = None if footer is None else octets(footer, "the footer")
    body, f = parse(token, PUBLIC, _SIGNATURE, expected)
    m, s = body[:-_SIGNATURE], body[-_SIGNATURE:]
    m2 = pae(record.octets(compressed=True), PUBLIC, m, f, i)  # step 5: pk MUST have 49 bytes
    if not record.verifier.verify(m2, s, "sha384"):  # step 6
        raise JamPASETOInvalidTokenFormat("the PASETO was not verified")
    return m, f


def _split(
    derive: Callable[[str, bytes, bytes, bytes, int], bytes], k: bytes, n: bytes
) -> tuple[bytes, bytes, bytes]:
    """Return Ek, n2, Ak (Encrypt, step 4): HKDF without salt, the nonce in the info."""
    tmp = derive("sha384", k, b"", b"paseto-encryption-key" + n, 48)
    # Step 4: Ak MUST have 48 bytes, in v1 it has 32.
    return tmp[:32], tmp[32:], derive("sha384", k, b"", b"paseto-auth-key-for-aead" + n, 48)


__getattr__ = alias(__name__)  # names that have moved; see `optional.alias`
