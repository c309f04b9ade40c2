"""OpenSSH keys: public key lines (RFC 4253 section 6.6, RFC 5656, RFC 8709), unencrypted private keys.

The private format is OpenSSH's own (its file PROTOCOL.key), "openssh-key-v1". RSA, the three NIST
curves and Ed25519.
"""

from __future__ import annotations

import binascii

from ..crypto.randomness import random_bytes
from ..encoding import pem
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamInvalidKeyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .spki import Key

PRIVATE_LABEL = "OPENSSH PRIVATE KEY"
MAX_LINE = 1 << 16  # characters of a public key line; RSA of 16384 bits has 2800

# RFC 5656 section 10.1: name of the curve in SSH, as the key type repeats it.
_CURVES = {"nistp256": "P-256", "nistp384": "P-384", "nistp521": "P-521"}
_CURVE_NAMES = {curve: name for name, curve in _CURVES.items()}
_ECDSA = "ecdsa-sha2-"

_MAGIC = b"openssh-key-v1\0"
_DECRYPT = "write a copy without passphrase: cp KEY COPY && ssh-keygen -p -N '' -f COPY"
_DSA = "DSA keys are not supported; make a new key: ssh-keygen -t ed25519 -f NEW"


class _Reader:
    """Takes the fields of SSH's packing (RFC 4251 section 5) in order."""

    __slots__ = ("_data", "_position")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    def take(self, count: int) -> bytes:
        end = self._position + count
        if end > len(self._data):
            raise JamEncodingError("the OpenSSH key is cut short")
        taken = self._data[self._position : end]
        self._position = end
        return taken

    def uint32(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def string(self) -> bytes:
        return self.take(self.uint32())

    def text(self) -> str:
        return self.string().decode("ascii", "replace")

    def mpint(self) -> int:
        """Take a number: not negative, no byte too many."""
        octets = self.string()
        if octets and (octets[0] >= 0x80 or (octets[0] == 0 and (len(octets) == 1 or octets[1] < 0x80))):
            raise JamEncodingError("the OpenSSH key has a number that is negative or padded")
        return int.from_bytes(octets, "big")

    def rest(self) -> bytes:
        return self.take(len(self._data) - self._position)


def decode_public(line: str | bytes) -> Key:
    """Read one line `type base64 [comment]`, as in an id_*.pub file.

    Raises:
        JamEncodingError: not such a line, or more than one.
        JamInvalidKeyError: a type that is not supported, or a key that is not acceptable.
    """
    if isinstance(line, (str, bytes)) and len(line) > 2 * MAX_LINE:
        raise JamEncodingError("an OpenSSH public key is one line")
    if isinstance(line, bytes):
        line = line.decode("utf-8", "replace")
    elif not isinstance(line, str):
        raise JamEncodingError(f"an OpenSSH key must be str or bytes, got {type(line).__name__}")
    line = line.lstrip("\ufeff").strip(" \t\r\n")
    if line.startswith("---- BEGIN SSH2"):  # RFC 4716
        raise JamInvalidKeyError("convert the SSH2 public key file: ssh-keygen -i -f OLD > NEW.pub")
    if len(line) > MAX_LINE or "\n" in line or "\r" in line:
        raise JamEncodingError("an OpenSSH public key is one line")
    kind, _, rest = line.partition(" ")
    _check_kind(kind)
    text = rest.lstrip(" ").partition(" ")[0]
    try:
        blob = binascii.a2b_base64(text)
    except (binascii.Error, ValueError):
        raise JamEncodingError("the OpenSSH key is not base64") from None
    if binascii.b2a_base64(blob, newline=False).decode("ascii") != text:
        raise JamEncodingError("the OpenSSH key is not base64")
    return _public_blob(blob, kind)


def encode_public(key: Key, comment: str = "") -> str:
    """Return the public line of a key, without line break.

    Raises:
        JamInvalidKeyError: OpenSSH has no such keys, or the comment is not one line of text.
    """
    _check_comment(comment)
    text = binascii.b2a_base64(_write_public(key), newline=False).decode("ascii")
    return f"{_kind(key)} {text} {comment}".rstrip(" ")


def decode_private(data: bytes) -> Key:
    """Read the content of an "OPENSSH PRIVATE KEY" block.

    Raises:
        JamEncodingError: malformed.
        JamInvalidKeyError: encrypted, of a type that is not supported, or not acceptable as a key.
    """
    reader = _Reader(data)
    if reader.take(len(_MAGIC)) != _MAGIC:
        raise JamEncodingError("this is not an OpenSSH private key")
    cipher, derivation, options = reader.string(), reader.string(), reader.string()
    if (cipher, derivation, options) != (b"none", b"none", b""):
        raise JamInvalidKeyError(f"encrypted OpenSSH keys are not supported; {_DECRYPT}")
    if reader.uint32() != 1:
        raise JamEncodingError("an OpenSSH private key file must hold one key")
    public = _public_blob(reader.string())
    inner = _Reader(reader.string())
    if reader.rest():
        raise JamEncodingError("the OpenSSH key goes on after its end")
    if inner.uint32() != inner.uint32():
        raise JamEncodingError("the OpenSSH private key is damaged: its check numbers differ")
    key = _read_private(inner)
    inner.string()  # comment
    padding = inner.rest()
    # PROTOCOL.key: 1, 2, 3 ... fill the last block of 8 bytes; some writers add a whole block.
    if len(padding) > 8 or padding != bytes(range(1, len(padding) + 1)):
        raise JamEncodingError("the OpenSSH private key has wrong padding")
    if _write_public(key) != _write_public(public):
        raise JamInvalidKeyError("the private key does not belong to the public key")
    return key


def encode_private(key: Key, comment: str = "") -> str:
    """Return a private key as an unencrypted "OPENSSH PRIVATE KEY" block; errors as in `encode_public`."""
    public = _write_public(key)
    check = random_bytes(4)
    inner = check + check + _write_private(key) + _string(_check_comment(comment))
    inner += bytes(range(1, -len(inner) % 8 + 1))
    head = _MAGIC + _string(b"none") + _string(b"none") + _string(b"") + (1).to_bytes(4, "big")
    return pem.encode(PRIVATE_LABEL, head + _string(public) + _string(inner))


def _check_comment(comment: object) -> bytes:
    """Return a comment as UTF-8."""
    if isinstance(comment, str) and not any(character in comment for character in "\r\n\0"):
        try:
            return comment.encode("utf-8")
        except UnicodeEncodeError:
            pass
    raise JamInvalidKeyError("the comment of an OpenSSH key must be one line of text")


def _check_kind(kind: str) -> None:
    if kind == "ssh-dss":
        raise JamInvalidKeyError(_DSA)
    if kind in ("ssh-rsa", "ssh-ed25519") or _curve(kind):
        return
    if not kind.startswith(("ssh-", "sk-", _ECDSA)):
        raise JamEncodingError("this is not an OpenSSH public key; options before the key are not read")
    raise JamInvalidKeyError("OpenSSH keys of this type are not supported; RSA, ECDSA and Ed25519 are")


def _curve(kind: str) -> str | None:
    return _CURVES.get(kind[len(_ECDSA) :]) if kind.startswith(_ECDSA) else None


def _public_blob(blob: bytes, expected: str | None = None) -> Key:
    """Read a public key in SSH's packing; its type must be the one named outside."""
    reader = _Reader(blob)
    kind = reader.text()
    _check_kind(kind)
    if expected not in (None, kind):
        raise JamEncodingError("the OpenSSH key names two types")
    key: Key
    if kind == "ssh-rsa":  # RFC 4253 section 6.6
        from .rsa import RSAKey

        e, n = reader.mpint(), reader.mpint()
        key = RSAKey.from_numbers(n, e)
    elif kind == "ssh-ed25519":  # RFC 8709 section 4
        from .okp import OKPKey

        key = OKPKey("Ed25519", reader.string())
    else:  # RFC 5656 section 3.1
        key = _ec_public(kind, reader)
    if reader.rest():
        raise JamEncodingError("the OpenSSH key goes on after its end")
    return key


def _ec_public(kind: str, reader: _Reader) -> Key:
    from .ec import ECKey

    if _ECDSA + reader.text() != kind:
        raise JamEncodingError("the OpenSSH key names two curves")
    return ECKey.from_octets(str(_curve(kind)), reader.string())


def _read_private(reader: _Reader) -> Key:
    """Take the private fields: the type, then what OpenSSH's PROTOCOL.key packs for it."""
    kind = reader.text()
    _check_kind(kind)
    if kind == "ssh-rsa":
        from .rsa import RSAKey

        n, e, d, qi, p, q = (reader.mpint() for _ in range(6))
        return RSAKey.from_numbers(n, e, d, p=p, q=q, qi=qi)
    if kind == "ssh-ed25519":
        from .okp import OKPKey

        public, seed_and_public = reader.string(), reader.string()
        if seed_and_public[32:] != public:
            raise JamInvalidKeyError("the private key does not belong to the public key")
        return OKPKey("Ed25519", public, seed_and_public[:32])
    from .ec import ECKey

    public_key = _ec_public(kind, reader)
    assert isinstance(public_key, ECKey)
    return ECKey(public_key.crv, public_key.point, reader.mpint())


def _kind(key: Key) -> str:
    if key.kty == "RSA":
        if key.pss is not None:  # RFC 8332 section 3: ssh-rsa keys sign as PKCS #1 v1.5 does
            raise JamInvalidKeyError(key.pss.refusal("OpenSSH"))
        return "ssh-rsa"
    if key.crv == "Ed25519":
        return "ssh-ed25519"
    if key.crv in _CURVE_NAMES:
        return _ECDSA + _CURVE_NAMES[key.crv]
    raise JamInvalidKeyError(f"OpenSSH has no {key.crv or key.kty} keys")


def _write_public(key: Key) -> bytes:
    kind = _kind(key)
    head = _string(kind.encode("ascii"))
    if key.kty == "RSA":
        return head + _mpint(key.verifier.e) + _mpint(key.verifier.n)
    if key.kty == "OKP":
        return head + _string(key.x)
    assert key.kty == "EC"  # _kind refuses all others
    return head + _string(kind[len(_ECDSA) :].encode("ascii")) + _string(key.octets())


def _write_private(key: Key) -> bytes:
    if key.kty == "RSA":
        own = key.signer
        numbers = (own.n, own.e, own.d, own.qi, own.p, own.q)
        return _string(b"ssh-rsa") + b"".join(_mpint(number) for number in numbers)
    public = _write_public(key)
    if key.kty == "OKP":
        return public + _string(key.private_value + key.x)
    assert key.kty == "EC"
    return public + _mpint(key.private_value)


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def _mpint(value: int) -> bytes:
    return _string(value.to_bytes(value.bit_length() // 8 + 1, "big") if value else b"")
