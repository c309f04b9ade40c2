"""JSON Web Encryption (RFC 7516), compact serialization (section 7.1).

The JSON serializations are in `jwe_json.py`; `encrypt_json` and `decrypt` reach them from here. The
algorithms are rows of `jwe_key_management.py` and `jwe_content.py`; `jwe_policy.py` says which key may
run which.
"""

from __future__ import annotations

from ..encoding import base64url
from ..exceptions.jose import JamInvalidKeyTypeError, JamJWEEncryptionError, JamJWEInvalidFormatError
from ..optional import alias, part
from . import limits
from .header import JWE_ERRORS, check_names, is_json, parse_segment, told
from .jwe_message import (
    DecryptedJWE,
    Message,
    Recipient,
    check_header,
    check_joined,
    checked_header,
    checked_plaintext,
    checked_size,
    decode,
    new_cek,
    open_message,
    seal_content,
    seal_key,
    written,
)
from .jwe_parts import Draws
from .jwe_policy import choose
from .key_like import as_source, one_key
from .token_key import TokenKey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Collection, Iterable

    from ..encoding.json_types import Header, JsonObject
    from .key_like import KeyLike

__all__ = ["DecryptedJWE", "decrypt", "encrypt", "encrypt_json", "unverified"]


def encrypt(
    plaintext: bytes,
    key: KeyLike,
    header: Header | None = None,
    *,
    iterations: int | None = None,
) -> str:
    """Return `plaintext` encrypted, as a compact JWE.

    Args:
        plaintext: bytes.
        key: the recipient's JWK, JWK dict, PEM, or raw secret; a password by `JWK.from_password`.
        header: protected members. "alg" is else the key's own or its kind's usual one, "enc" A256GCM;
            "zip": "DEF" compresses; "apu" and "apv" go into the key agreement.
        iterations: of PBES2, for a password; None takes `limits.P2C`: 600 000, or 210 000 with SHA-384 and
            SHA-512. Others accept fewer: jwcrypto at most 16 384, panva/jose 10 000, joserfc under 300 000.

    Raises:
        JamJWEEncryptionError: the header breaks a rule, or the token or its header would be larger than
            `limits.MAX_TOKEN_BYTES` or `limits.MAX_HEADER_BYTES`.
        JamInvalidKeyTypeError: the key cannot run the algorithm or may not encrypt.
        JamAlgorithmError: there is no such algorithm.
    """
    return seal_compact(checked_plaintext(plaintext), one_key(key), header, Draws(), iterations)


def seal_compact(
    plaintext: bytes,
    jwk: TokenKey,
    header: Header | None,
    draws: Draws,
    iterations: int | None = None,
) -> str:
    """Do what `encrypt` does, with what it draws at random from `draws`."""
    protected = check_joined(checked_header(header, "the header"), {})
    row, enc = choose(jwk, protected.get("alg"), protected.get("enc"))
    if iterations is not None:
        if row.kty != "password" or protected.get("p2c", iterations) != iterations:
            raise JamJWEEncryptionError("only PBES2 takes iterations, and they are given once")
        protected["p2c"] = iterations
    cek = b"" if row.direct else new_cek(enc, draws)
    cek, encrypted_key, made = seal_key(row, jwk, protected, enc, cek, draws)
    protected = {"alg": row.name, **protected, **made}
    protected.setdefault("enc", enc.name)
    segment = written(protected)
    iv, ciphertext, tag = seal_content(enc, cek, plaintext, segment, "zip" in protected, draws)
    parts = (segment, *map(base64url.encode_bytes, (encrypted_key, iv, ciphertext, tag)))
    return checked_size(b".".join(parts)).decode("ascii")


def encrypt_json(
    plaintext: bytes,
    recipients: Iterable[tuple[KeyLike, Header | None]],
    protected: Header | None = None,
    *,
    unprotected: Header | None = None,
    aad: bytes | None = None,
    flattened: bool = False,
) -> JsonObject:
    """Return `plaintext` encrypted to each recipient, in JSON serialization (RFC 7516 section 7.2).

    Args:
        plaintext: bytes.
        recipients: tuples (key, that recipient's own header members or None).
        protected: members that are authenticated and shared by all.
        unprotected: members shared by all and not authenticated.
        aad: further bytes to authenticate; they are carried in the clear.
        flattened: one recipient, without the "recipients" list.

    Raises: as `encrypt`.
    """
    with part("JWE in JSON"):
        from .jwe_json import seal_json
    return seal_json(
        plaintext,
        recipients,
        protected,
        unprotected=unprotected,
        aad=aad,
        flattened=flattened,
        draws=Draws(),
    )


def decrypt(
    token: str | bytes | JsonObject,
    key: KeyLike,
    *,
    algorithms: Collection[str] | None = None,
    encryptions: Collection[str] | None = None,
    crit: Collection[str] = (),
) -> DecryptedJWE:
    """Decrypt a JWE in any serialization and return what it says.

    Of several recipients, the first whose encrypted key opens with a key given decides.

    Args:
        token: compact text, or a dict in JSON serialization (or its text).
        key: a private or symmetric JWK, JWK dict, JWKSet, JWKS dict, PEM, or raw secret; a password by
            `JWK.from_password`. The token never supplies it.
        algorithms: key management algorithms to allow; None allows what the key itself allows: never
            RSA1_5, and PBES2 only with a password.
        encryptions: content encryption algorithms to allow; None allows all six.
        crit: names of critical extensions the caller understands and will handle.

    Raises:
        JamJWEInvalidFormatError: not a JWE, or a header member is malformed.
        JamJWEDecryptionError: a header rule is broken, an algorithm is not allowed, or, always with
            the same message, the decryption failed.
        JamInvalidKeyTypeError: the key is a public one.
    """
    check_names(crit, "crit")
    crit = crit or ()
    keys = as_source(key)
    if isinstance(keys, TokenKey) and not keys.is_private:
        raise JamInvalidKeyTypeError("a JWE is decrypted with a private key; this one is public")
    if isinstance(token, dict) or is_json(token):
        with part("JWE in JSON"):
            from .jwe_json import parse_json
        message = parse_json(token, crit)
    else:
        message = parse_compact(token, crit)
    return open_message(message, keys, algorithms, encryptions)


def unverified(token: str | bytes) -> Header:
    """Return the protected header of a compact JWE that NOBODY HAS OPENED: for logs and for choosing a key.

    Raises:
        JamJWEInvalidFormatError, JamJWEDecryptionError: not a compact JWE, or a malformed header.
    """
    return parse_segment(_split(token)[0], JWE_ERRORS)


def _split(token: object) -> list[bytes]:
    """Return the five segments of a compact JWE."""
    if not isinstance(token, (str, bytes)):
        raise _malformed(token)
    if len(token) > limits.MAX_TOKEN_BYTES:
        raise JamJWEInvalidFormatError(f"a token has at most {limits.MAX_TOKEN_BYTES} bytes")
    if not token.isascii():
        raise _malformed(token)
    data = token if isinstance(token, bytes) else token.encode("ascii")
    if data.count(b".") != 4:
        raise _malformed(token)
    return data.split(b".")


def parse_compact(token: object, crit: Collection[str]) -> Message:
    """Read a compact JWE that nobody has opened; errors as in `decrypt`."""
    segment, encrypted_key, iv, ciphertext, tag = _split(token)
    protected = parse_segment(segment, JWE_ERRORS)
    header = check_header(protected, {}, crit)
    recipient = Recipient(header, decode(encrypted_key, "the encrypted key", limits.MAX_ENCRYPTED_KEY_BYTES))
    return Message(
        protected,
        [recipient],
        decode(iv, "the initialization vector"),
        decode(ciphertext, "the ciphertext"),
        decode(tag, "the authentication tag"),
        segment,  # as received, never written anew (RFC 7516 section 5.2 step 14)
    )


def _malformed(token: object) -> JamJWEInvalidFormatError:
    text = told(lambda advice: advice.malformed(token, 5), "this is not a compact JWE")
    return JamJWEInvalidFormatError(text, details={"reason": "invalid_jwe_format"})


__getattr__ = alias(__name__)  # names that have moved; see `optional.alias`
