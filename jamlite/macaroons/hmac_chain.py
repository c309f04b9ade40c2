"""The chain of HMACs that a macaroon is made of.

Each signature is the key of the next one, so that a holder can go on but not back. HMAC is
HMAC-SHA256 throughout; the paper's figure numbers stand at the functions (Birgisson and others, 2014).
"""

from __future__ import annotations

from ..crypto import hmac, randomness, xsalsa20_poly1305
from ..exceptions.crypto import JamDecryptionError
from ..exceptions.macaroons import JamMacaroonVerificationError

# libmacaroons fills this key up to 32 bytes with zeros, as HMAC itself does (RFC 2104 section 2).
_GENERATOR = b"macaroons-key-generator"  # libmacaroons: the HMAC key that makes 32 bytes of any secret
_NONCE_SIZE, _TAG_SIZE, KEY_SIZE = 24, 16, 32
VID_SIZE = _NONCE_SIZE + _TAG_SIZE + KEY_SIZE


def derived(secret: bytes) -> bytes:
    """Return the 32-byte key of a secret of any length."""
    return _mac(_GENERATOR, secret)  # libmacaroons, generate_derived_key


def begun(key: bytes, identifier: bytes) -> bytes:
    """Return the first signature (figure 8, CreateMacaroon)."""
    return _mac(key, identifier)


def first_party(signature: bytes, predicate: bytes) -> bytes:
    """Return the signature after a caveat that the verifier judges itself (figure 8, AddFirstPartyCaveat)."""
    return _mac(signature, predicate)


def third_party(signature: bytes, vid: bytes, identifier: bytes) -> bytes:
    """Return the signature after a caveat that a third party judges (figure 8, AddThirdPartyCaveat)."""
    return _of_two(signature, vid, identifier)


def bound(root_signature: bytes, signature: bytes) -> bytes:
    """Return the signature of a discharge bound to one root macaroon (figure 8, PrepareForRequest)."""
    # libmacaroons, macaroon_bind: the key is 32 zeros.
    return _of_two(bytes(KEY_SIZE), root_signature, signature)


def sealed_key(signature: bytes, caveat_key: bytes, nonce: bytes | None = None) -> bytes:
    """Return the vid: the caveat's key, encrypted under the signature so far."""
    # A fresh nonce: two caveats added to one macaroon would share their key stream.
    nonce = randomness.random_bytes(_NONCE_SIZE) if nonce is None else nonce
    ciphertext, tag = xsalsa20_poly1305.encrypt(signature, nonce, caveat_key)
    return nonce + tag + ciphertext  # NaCl's secretbox puts the tag first


def opened_key(signature: bytes, vid: bytes) -> bytes:
    """Return the caveat's key out of its vid.

    Raises:
        JamMacaroonVerificationError: it was not made under this signature.
    """
    if len(vid) != VID_SIZE:  # before any slicing: a short vid would give a short key
        raise JamMacaroonVerificationError()
    nonce, tag, ciphertext = vid[:_NONCE_SIZE], vid[_NONCE_SIZE:-KEY_SIZE], vid[-KEY_SIZE:]
    try:
        return xsalsa20_poly1305.decrypt(signature, nonce, ciphertext, tag)
    except JamDecryptionError as error:  # one refusal for all: what failed tells a forger nothing
        raise JamMacaroonVerificationError() from error


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest("sha256", key, message)


def _of_two(key: bytes, one: bytes, two: bytes) -> bytes:
    return _mac(key, _mac(key, one) + _mac(key, two))  # libmacaroons, macaroon_hash2; no length is ambiguous
