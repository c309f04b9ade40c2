"""PASETO version 4: XChaCha20 with keyed BLAKE2b (local), Ed25519 (public).

Letters as in the specification, Version4.
"""

from __future__ import annotations

from hmac import compare_digest

from ..crypto import blake2b
from ..crypto.randomness import random_bytes
from ..encoding.checks import octets, sized
from ..exceptions.paseto import JamPASTOKeyVerificationError
from ..optional import alias, part
from .key import LocalKey, PublicKey, SecretKey, bound
from .pae import pae
from .token import assemble, parse

LOCAL, PUBLIC = b"v4.local.", b"v4.public."
_NONCE, _TAG, _SIGNATURE = 32, 32, 64  # bytes


def encrypt(
    key: LocalKey, payload: bytes, footer: bytes = b"", implicit: bytes = b"", *, nonce: bytes | None = None
) -> str:
    """Return a v4.local token.

    Args:
        key: made for v4 and local.
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
    with part("v4.local"):
        from ..crypto import xchacha20
    k = bound(key, LocalKey, "v4").octets
    m, f, i = octets(payload, "the payload"), octets(footer, "the footer"), octets(implicit, "the assertion")
    n = random_bytes(_NONCE) if nonce is None else sized(nonce, "the nonce", _NONCE)
    Ek, n2, Ak = _split(k, n)
    c = xchacha20.xor(Ek, n2, m)  # step 4; its pseudocode says "key = k", its vectors Ek
    t = blake2b.digest(pae(LOCAL, n, c, f, i), key=Ak, length=_TAG)  # steps 5 and 6
    return assemble(LOCAL, n + c + t, f)


def decrypt(
    key: LocalKey, token: str | bytes, footer: bytes | None = None, implicit: bytes = b""
) -> tuple[bytes, bytes]:
    """Return (payload, footer) of a v4.local token.

    Args:
        key, implicit: as in `encrypt`.
        token: the token.
        footer: the only footer to accept (b"": none); None accepts any.

    Raises:
        JamPASETOInvalidPurpose: key or token is of another version or purpose.
        JamPASETOInvalidTokenFormat: the token is malformed or has another footer.
        JamPASTOKeyVerificationError: it was not made with this key and assertion, or was changed.
        JamPASETOInvalidSymmetricKey, JamCryptoError: as in `encrypt`.
    """
    with part("v4.local"):
        from ..crypto import xchacha20
    k = bound(key, LocalKey, "v4").octets
    i = octets(implicit, "the assertion")
    expected = None if footer is None else octets(footer, "the footer")
    body, f = parse(token, LOCAL, _NONCE + _TAG, expected)
    n, c, t = body[:_NONCE], body[_NONCE:-_TAG], body[-_TAG:]  # step 3, which forgets the tag: 32 bytes
    Ek, n2, Ak = _split(k, n)
    if not compare_digest(t, blake2b.digest(pae(LOCAL, n, c, f, i), key=Ak, length=_TAG)):  # step 6 MUST
        raise JamPASTOKeyVerificationError()
    return xchacha20.xor(Ek, n2, c), f  # step 7: only behind the tag


def sign(key: SecretKey, payload: bytes, footer: bytes = b"", implicit: bytes = b"") -> str:
    """Return a v4.public token.

    Args:
        key: a secret key made for v4.
        payload, footer, implicit: as in `encrypt`; the payload is readable.

    Raises:
        JamPASETOInvalidPurpose: the key is made for something else.
        JamPASETOInvalidED25519Key: it is not a secret key of this version.
        JamPASETOInvalidTokenFormat: the token would be too large.
        JamCryptoError: an argument of the wrong type.
    """
    sk = bound(key, SecretKey, "v4").record.signer
    m, f, i = octets(payload, "the payload"), octets(footer, "the footer"), octets(implicit, "the assertion")
    return assemble(PUBLIC, m + sk.sign(pae(PUBLIC, m, f, i)), f)  # steps 2 to 4


def verify(
    key: PublicKey, token: str | bytes, footer: bytes | None = None, implicit: bytes = b""
) -> tuple[bytes, bytes]:
    """Return (payload, footer) of a v4.public token.

    Args:
        key: a public key made for v4; used again, it verifies in less than half the time.
        token, footer, implicit: as in `decrypt`.

    Raises:
        JamPASETOInvalidPurpose: key or token is of another version or purpose.
        JamPASETOInvalidTokenFormat: the token is malformed or has another footer.
        JamPASTOKeyVerificationError: it was not signed with this key and assertion, or was changed.
        JamPASETOInvalidED25519Key, JamCryptoError: as in `sign`.
    """
    pk = bound(key, PublicKey, "v4").record.verifier
    i = octets(implicit, "the assertion")
    expected = None if footer is None else octets(footer, "the footer")
    body, f = parse(token, PUBLIC, _SIGNATURE, expected)
    m, s = body[:-_SIGNATURE], body[-_SIGNATURE:]  # step 3
    if not pk.verify(pae(PUBLIC, m, f, i), s):  # steps 4 and 5
        raise JamPASTOKeyVerificationError()
    return m, f


def _split(k: bytes, n: bytes) -> tuple[bytes, bytes, bytes]:
    """Return Ek, n2, Ak (Encrypt, step 3)."""
    tmp = blake2b.digest(b"paseto-encryption-key" + n, key=k, length=56)
    return tmp[:32], tmp[32:], blake2b.digest(b"paseto-auth-key-for-aead" + n, key=k, length=32)


__getattr__ = alias(__name__)  # names that have moved; see `optional.alias`
