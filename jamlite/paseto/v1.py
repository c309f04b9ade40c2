"""PASETO version 1: AES-256-CTR with HMAC-SHA384 (local), RSA-PSS with 2048 bits (public).

Letters as in the specification, Version1. It has no implicit assertions.
"""

from __future__ import annotations

from hmac import compare_digest

from ..crypto.randomness import random_bytes
from ..encoding.checks import octets, sized
from ..exceptions.paseto import JamPASETOInvalidTokenFormat, JamPASTOKeyVerificationError
from ..optional import alias, part
from .key import LocalKey, PublicKey, SecretKey, bound
from .pae import pae
from .token import assemble, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

LOCAL, PUBLIC = b"v1.local.", b"v1.public."
_NONCE, _TAG, _SIGNATURE = 32, 48, 256  # bytes: Decrypt, step 4; Verify, step 4


def encrypt(key: LocalKey, payload: bytes, footer: bytes = b"", *, nonce: bytes | None = None) -> str:
    """Return a v1.local token.

    Args:
        key: made for v1 and local.
        payload: any bytes; a PASETO's payload is a JSON object.
        footer: travels readable beside the payload, authenticated with it.
        nonce: 32 bytes, for reproducing vectors; None draws them. The nonce of the token is a MAC of
            the payload under them.

    Raises:
        JamPASETOInvalidPurpose: the key is made for something else.
        JamPASETOInvalidSymmetricKey: it is not a symmetric key of this version.
        JamPASETOInvalidTokenFormat: the token would be too large.
        JamCryptoError: an argument of the wrong type or size.
    """
    with part("v1.local"):
        from ..crypto import aes_ctr, hkdf, hmac
    k = bound(key, LocalKey, "v1").octets
    m, f = octets(payload, "the payload"), octets(footer, "the footer")
    b = random_bytes(_NONCE) if nonce is None else sized(nonce, "the nonce", _NONCE)
    n = hmac.digest("sha384", b, m)[:_NONCE]  # GetNonce: so that a bad random source repeats no nonce
    Ek, Ak = _split(hkdf.derive, k, n)
    c = aes_ctr.encrypt(Ek, n[16:], m)  # step 6: the right half is the counter
    t = hmac.digest("sha384", Ak, pae(LOCAL, n, c, f))  # steps 7 and 8
    return assemble(LOCAL, n + c + t, f)


def decrypt(key: LocalKey, token: str | bytes, footer: bytes | None = None) -> tuple[bytes, bytes]:
    """Return (payload, footer) of a v1.local token.

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
    with part("v1.local"):
        from ..crypto import aes_ctr, hkdf, hmac
    k = bound(key, LocalKey, "v1").octets
    body, f = parse(token, LOCAL, _NONCE + _TAG, None if footer is None else octets(footer, "the footer"))
    n, c, t = body[:_NONCE], body[_NONCE:-_TAG], body[-_TAG:]  # step 4
    Ek, Ak = _split(hkdf.derive, k, n)
    # Steps 6 to 8: before decrypting.
    if not compare_digest(t, hmac.digest("sha384", Ak, pae(LOCAL, n, c, f))):
        raise JamPASETOInvalidTokenFormat(
            "the PASETO was not verified", error_code="paseto.validation.invalid_authentication_tag"
        )
    return aes_ctr.decrypt(Ek, n[16:], c), f


def sign(key: SecretKey, payload: bytes, footer: bytes = b"", *, salt: bytes | None = None) -> str:
    """Return a v1.public token; another one each time.

    Args:
        key: a secret key made for v1.
        payload, footer: as in `encrypt`; the payload is readable.
        salt: 48 bytes of PSS salt, for reproducing vectors; None draws it.

    Raises:
        JamPASETOInvalidPurpose: the key is made for something else.
        JamPASETOInvalidRSAKey: it is not a secret key of this version.
        JamPASETOInvalidTokenFormat: the token would be too large.
        JamCryptoError: an argument of the wrong type or size.
    """
    with part("v1.public"):
        from ..crypto import rsa_pss

    sk = bound(key, SecretKey, "v1").record.signer
    m, f = octets(payload, "the payload"), octets(footer, "the footer")
    # As long as the hash, as everybody's PSS has it.
    salt = None if salt is None else sized(salt, "the salt", 48)
    return assemble(PUBLIC, m + rsa_pss.sign(sk, pae(PUBLIC, m, f), "sha384", salt=salt), f)  # steps 3 to 5


def verify(key: PublicKey, token: str | bytes, footer: bytes | None = None) -> tuple[bytes, bytes]:
    """Return (payload, footer) of a v1.public token.

    Args:
        key: a public key made for v1.
        token, footer: as in `decrypt`.

    Raises:
        JamPASETOInvalidPurpose: key or token is of another version or purpose.
        JamPASETOInvalidTokenFormat: the token is malformed or has another footer.
        JamPASTOKeyVerificationError: it was not signed with this key, or was changed.
        JamPASETOInvalidRSAKey, JamCryptoError: as in `sign`.
    """
    with part("v1.public"):
        from ..crypto import rsa_pss

    pk = bound(key, PublicKey, "v1").record.verifier
    body, f = parse(token, PUBLIC, _SIGNATURE, None if footer is None else octets(footer, "the footer"))
    m, s = body[:-_SIGNATURE], body[-_SIGNATURE:]  # step 4
    if not rsa_pss.verify(pk, pae(PUBLIC, m, f), s, "sha384"):  # steps 5 and 6: no other parameters
        raise JamPASTOKeyVerificationError()
    return m, f


def _split(
    derive: Callable[[str, bytes, bytes, bytes, int], bytes], k: bytes, n: bytes
) -> tuple[bytes, bytes]:
    """Return Ek, Ak (Encrypt, step 5): the left half of the nonce is the salt, the right one the counter."""
    Ek = derive("sha384", k, n[:16], b"paseto-encryption-key", 32)
    return Ek, derive("sha384", k, n[:16], b"paseto-auth-key-for-aead", 32)


__getattr__ = alias(__name__)  # names that have moved; see `optional.alias`
