"""python-jose's jwe: encrypt and decrypt compact JWE."""

from __future__ import annotations

from ...exceptions.base import JamError
from ...exceptions.jose import JamJWEInvalidFormatError
from ...jose import jwe
from ...jose.jwe_message import inflate, open_message
from ...jose.jwe_parts import Draws
from ...jose.jwk import JWK
from ...jose.key_like import as_key, as_keys, as_source
from ...jose.token_key import TokenKey
from .constants import ALGORITHMS, JWE_SIZE_LIMIT, ZIPS
from .exceptions import JWEError, JWEParseError
from .utils import ensure_binary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...encoding.json_types import JsonObject
    from ...jose.jwk_set import JWKSet
    from ...jose.key_like import KeyLike

_OF_SECRETS = ALGORITHMS.AES_KW | {ALGORITHMS.DIR}


def encrypt(
    plaintext: bytes | str,
    key: KeyLike,
    encryption: str = "A256GCM",
    algorithm: str = "dir",
    zip: str | None = None,
    cty: str | None = None,
    kid: str | None = None,
) -> bytes:
    """Return a plaintext encrypted, as compact JWE.

    Raises:
        JWEError: no such algorithm, or the key is refused.
    """
    for name in (algorithm, encryption):
        if name not in ALGORITHMS.SUPPORTED:
            raise JWEError(f"Algorithm {name} not supported.")
    if zip not in ZIPS.SUPPORTED:
        # python-jose raises this one, outside of its tree.
        raise NotImplementedError(f"ZIP {zip} is not supported!")
    header = {"alg": algorithm, "enc": encryption, "zip": zip, "cty": cty, "kid": kid}
    members = {name: value for name, value in header.items() if value}  # an empty kid or cty is left out, too
    try:
        sealed = jwe.seal_compact(ensure_binary(plaintext), as_key(_key(key, algorithm)), members, _Draws())
        return sealed.encode("ascii")
    except JamError as error:
        raise JWEError(error.message) from None


def decrypt(jwe_str: bytes | str, key: KeyLike) -> bytes:
    """Return what a JWE holds.

    Raises:
        JWEParseError: not a JWE.
        JWEError: it cannot be opened with this key.
    """
    # Before anything is decoded.
    if len(jwe_str) > JWE_SIZE_LIMIT:
        raise JWEError(f"JWE string {len(jwe_str)} bytes exceeds {JWE_SIZE_LIMIT} bytes")
    header = get_unverified_header(jwe_str)
    if "alg" not in header or "enc" not in header:
        raise JWEParseError("alg and enc headers are required!")  # RFC 7516 sections 4.1.1 and 4.1.2
    for name in (header["alg"], header["enc"]):
        if name not in ALGORITHMS.SUPPORTED:
            raise JWEError(f"Algorithm {name} not supported.")
    try:
        # This API has no argument for allowed algorithms: the header's one is taken, if the key fits it.
        plaintext = _opened(jwe_str, _key(key, header["alg"]), header["alg"])
    except JamJWEInvalidFormatError as error:
        raise JWEParseError(error.message) from None
    except JamError as error:
        raise JWEError(error.message) from None
    if len(plaintext) > JWE_SIZE_LIMIT:
        raise JWEError(f"Decompressed JWE string exceeds {JWE_SIZE_LIMIT} bytes")
    return plaintext


def get_unverified_header(jwe_str: bytes | str) -> JsonObject:
    """Return the header, UNVERIFIED; JWEParseError if it cannot be read."""
    try:
        return jwe.unverified(jwe_str)
    except JamError as error:
        raise JWEParseError(error.message) from None


class _Draws(Draws):
    """Compresses as python-jose does.

    RFC 7516 section 4.1.3 means DEFLATE alone (RFC 1951). python-jose wraps it into the zlib format (RFC
    1950) and reads nothing else.
    """

    __slots__ = ()

    def deflated(self, plaintext: bytes) -> bytes:
        """Return the plaintext compressed, in the zlib format."""
        import zlib

        return zlib.compress(plaintext)


def _opened(token: bytes | str, key: KeyLike, algorithm: str) -> bytes:
    """Return the plaintext. What is compressed may have the format of python-jose or of the standard."""
    keys = as_source(key)
    if isinstance(keys, TokenKey) and not keys.is_private:
        # Otherwise the fault would read as a damaged token.
        raise JWEError("a JWE is decrypted with a private key; this one is public")
    message = jwe.parse_compact(token, ())
    compressed = message.protected.pop("zip", None)  # the tag covers the header as it was received
    content = open_message(message, keys, [algorithm], None).plaintext
    if compressed is None:
        return content
    # RFC 1950 section 2.2: CM, the low four bits, is 8, and the first two octets are a multiple of 31. Read
    # as DEFLATE, such an octet is a stored block whose padding is not zero, and nobody writes that.
    if len(content) < 6 or content[0] & 15 != 8 or int.from_bytes(content[:2], "big") % 31:
        return inflate(content)
    from zlib import adler32

    plaintext = inflate(content[2:-4])  # RFC 1950 section 2.2: CMF and FLG, DEFLATE, ADLER32
    # RFC 1950 section 2.2: most significant octet first.
    if adler32(plaintext) != int.from_bytes(content[-4:], "big"):
        raise JWEError("the compressed plaintext has a wrong checksum")
    return plaintext


def _key(key: KeyLike, algorithm: str) -> JWK | JWKSet:
    """Return the jamlite key; the algorithm decides whether a text is a secret."""
    try:
        if isinstance(key, (str, bytes)) and algorithm in _OF_SECRETS:
            return JWK.from_secret(key)  # RFC 7518 sections 4.4 and 4.5: octets as they are
        return as_keys(key)
    except JamError as error:
        raise JWEError(error.message) from None
