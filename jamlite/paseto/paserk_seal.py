"""PASERK sealing (operations/PKE.md): a local key encrypted to the holder of a secret key.

k1: RSA-KEM with 4096 bits. k2 and k4: X25519, by the equivalents of an Ed25519 key pair. k3: ECDH on P-384.
"""

from __future__ import annotations

from hmac import compare_digest

from ..crypto.randomness import random_bytes
from ..encoding.checks import sized
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamCryptoError, JamDecryptionError, JamInvalidKeyError
from ..keys.record import KeyRecord
from ..optional import part
from .paserk_forms import SUITES
from .paserk_keys import bind, load, mismatch, resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from ..keys.ec import ECKey
    from ..keys.okp import OKPKey
    from ..keys.rsa import RSAKey
    from .paserk_keys import Key

_RSA_BITS, _RSA_SIZE, _RSA_E = 4096, 512, 65537  # PKE.md, Version 1: larger than v1.public's on purpose


def recipient(version: str, key: bytes | KeyRecord | Key, private: bool) -> KeyRecord:
    """Return the key to seal to, or with `private` to unseal with, as a checked record.

    Args:
        version: "k1" to "k4".
        key: PASERK text or PEM text (str), a pair (type, key), a key record, or bytes: for k1 DER,
            else as PASERK writes public and secret keys of the version.

    Raises:
        JamPASETOInvalidPurpose: bound to another version or kind.
        JamInvalidKeyError: not an acceptable key.
    """
    kind = "secret" if private else "public"
    material: Any = key
    if isinstance(key, str) and key.lstrip().startswith("-----"):
        material = load(key)
    elif not isinstance(key, (bytes, bytearray, memoryview, KeyRecord)):
        bound = resolve(key)
        if (bound.version, bound.kind) != (version, kind):
            raise mismatch(bound.type, f"{version}.{kind}")
        material = bound.octets
    if version == "k1":
        return _rsa_recipient(material, private)
    data = bind(f"{version}.{kind}", material).octets
    if version == "k3":
        with part("PASERK k3"):
            from ..keys.ec import ECKey

        if private:
            return ECKey("P-384", None, int.from_bytes(data, "big"))
        return ECKey.from_octets("P-384", data)
    with part("PASERK k2 and k4"):
        from ..keys.okp import OKPKey

    return OKPKey("Ed25519", data[-32:], data[:32] if private else None)


def _rsa_recipient(key: object, private: bool) -> RSAKey:
    with part("PASERK k1"):
        from ..keys import loading
        from ..keys.rsa import RSAKey

    if isinstance(key, (bytes, bytearray, memoryview)):
        try:
            key = loading.load_der(bytes(key))
        except JamEncodingError as error:
            raise JamInvalidKeyError(error.message) from error
    if not isinstance(key, RSAKey) or key.is_private != private:
        raise JamInvalidKeyError(f"k1.seal needs a {'private' if private else 'public'} RSA key")
    if key.bits != _RSA_BITS or key.verifier.e != _RSA_E:
        raise JamInvalidKeyError(f"k1.seal takes RSA keys with {_RSA_BITS} bits and e = {_RSA_E}")
    if key.pss is not None:
        raise JamInvalidKeyError(key.pss.refusal("encryption"))
    return key


def seal(version: str, key: KeyRecord, pdk: bytes, ephemeral: bytes | None) -> bytes:
    """Return the data of a sealed PASERK.

    Args:
        key: a record from `recipient`.
        pdk: the local key, 32 bytes.
        ephemeral: for tests, what is random: 512 bytes r (k1), the private key of the sender: 32 bytes
            (k2, k4) or 48 (k3).
    """
    return _SEAL[version](version, key, pdk, ephemeral)


def unseal(version: str, key: KeyRecord, data: bytes) -> bytes:
    """Return pdk; arguments as in `seal`.

    Raises:
        JamDecryptionError: sealed to another key, or changed data.
    """
    return _UNSEAL[version](version, key, data)


def _header(version: str) -> bytes:
    # The text of operations/PKE.md has "k1.local."; its own test vectors, and everybody, use this.
    return f"{version}.seal.".encode("ascii")


def _check_tag(computed: bytes, t: bytes) -> None:
    if not compare_digest(computed, t):
        raise JamDecryptionError()


# --- k1


def _seal_rsa(version: str, key: RSAKey, pdk: bytes, ephemeral: bytes | None) -> bytes:
    with part("PASERK k1"):
        from ..crypto import rsa

    if ephemeral is None:
        # "clearing the leftmost bit of the first byte, and setting the subsequent bit": r < n.
        first, *rest = random_bytes(_RSA_SIZE)
        r = bytes([first & 0x7F | 0x40, *rest])
    else:
        r = sized(ephemeral, "the ephemeral secret", _RSA_SIZE)
    # Step 2: no padding.
    c = rsa.raw_encrypt(key.verifier, int.from_bytes(r, "big")).to_bytes(_RSA_SIZE, "big")
    Ek, n, Ak = _rsa_keys(version, r, c)
    edk = SUITES[version].stream(Ek, n, pdk)
    return SUITES[version].mac(Ak, _header(version) + c + edk, 48) + edk + c  # steps 6 and 7


def _unseal_rsa(version: str, key: RSAKey, data: bytes) -> bytes:
    with part("PASERK k1"):
        from ..crypto import rsa

    t, edk, c = data[:48], data[48:80], data[80:]
    number = int.from_bytes(c, "big")
    if number >= key.verifier.n:  # c + n would be a second ciphertext of the same key
        raise JamDecryptionError()
    r = rsa.raw_decrypt(key.signer, number).to_bytes(_RSA_SIZE, "big")  # step 1: all 512 bytes, zeros too
    Ek, n, Ak = _rsa_keys(version, r, c)
    _check_tag(SUITES[version].mac(Ak, _header(version) + c + edk, 48), t)
    return SUITES[version].stream(Ek, n, edk)


def _rsa_keys(version: str, r: bytes, c: bytes) -> tuple[bytes, bytes, bytes]:
    """Return Ek, n, Ak."""
    suite, h = SUITES[version], _header(version)
    key = suite.digest(c, 48)  # steps 3 and 4: HMAC's key is SHA384(c)
    x = suite.mac(key, b"\x01" + h + r, 48)
    return x[:32], x[32:], suite.mac(key, b"\x02" + h + r, 48)


# --- k3


def _seal_p384(version: str, key: ECKey, pdk: bytes, ephemeral: bytes | None) -> bytes:
    with part("PASERK k3"):
        from ..crypto import ecdh
        from ..keys.ec import ECKey

    if ephemeral is None:
        sender = ECKey.generate("P-384")
    else:
        sender = ECKey("P-384", None, int.from_bytes(sized(ephemeral, "the ephemeral secret", 48), "big"))
    epk = sender.octets(compressed=True)
    xk = ecdh.exchange("P-384", sender.private_value, key.point)  # step 2
    Ek, n, Ak = _p384_keys(version, xk, epk, key)
    edk = SUITES[version].stream(Ek, n, pdk)
    return SUITES[version].mac(Ak, _header(version) + epk + edk, 48) + epk + edk  # steps 6 and 7


def _unseal_p384(version: str, key: ECKey, data: bytes) -> bytes:
    with part("PASERK k3"):
        from ..crypto import ecdh

    t, epk, edk = data[:48], data[48:97], data[97:]
    try:
        # It checks that epk is a point: no invalid-curve attack.
        xk = ecdh.exchange("P-384", key.private_value, epk)
    except JamCryptoError:
        raise JamDecryptionError() from None
    Ek, n, Ak = _p384_keys(version, xk, epk, key)
    _check_tag(SUITES[version].mac(Ak, _header(version) + epk + edk, 48), t)
    return SUITES[version].stream(Ek, n, edk)


def _p384_keys(version: str, xk: bytes, epk: bytes, key: ECKey) -> tuple[bytes, bytes, bytes]:
    digest = SUITES[version].digest
    shared = _header(version) + xk + epk + key.octets(compressed=True)
    x = digest(b"\x01" + shared, 48)  # steps 3 and 4
    return x[:32], x[32:], digest(b"\x02" + shared, 48)


# --- k2, k4


def _seal_x25519(version: str, key: OKPKey, pdk: bytes, ephemeral: bytes | None) -> bytes:
    with part("PASERK k2 and k4"):
        from ..crypto import ed25519, x25519

    esk = random_bytes(32) if ephemeral is None else sized(ephemeral, "the ephemeral secret", 32)  # step 2
    epk = x25519.public_key(esk)
    xpk = ed25519.to_x25519_public(key.x)
    Ek, n, Ak = _x25519_keys(version, x25519.exchange(esk, xpk), epk, xpk)  # steps 3 to 6
    edk = SUITES[version].stream(Ek, n, pdk)
    return SUITES[version].mac(Ak, _header(version) + epk + edk, 32) + epk + edk  # steps 8 and 9


def _unseal_x25519(version: str, key: OKPKey, data: bytes) -> bytes:
    with part("PASERK k2 and k4"):
        from ..crypto import ed25519, x25519

    t, epk, edk = data[:32], data[32:64], data[64:]
    xpk = ed25519.to_x25519_public(key.x)
    try:
        xk = x25519.exchange(ed25519.to_x25519_private(key.private_value), epk)
    except JamInvalidKeyError:  # a point of small order
        raise JamDecryptionError() from None
    Ek, n, Ak = _x25519_keys(version, xk, epk, xpk)
    _check_tag(SUITES[version].mac(Ak, _header(version) + epk + edk, 32), t)
    return SUITES[version].stream(Ek, n, edk)


def _x25519_keys(version: str, xk: bytes, epk: bytes, xpk: bytes) -> tuple[bytes, bytes, bytes]:
    digest = SUITES[version].digest
    # Decryption, step 3, writes pk for xpk, a slip: the vectors say xpk.
    shared = _header(version) + xk + epk + xpk
    return digest(b"\x01" + shared, 32), digest(epk + xpk, 24), digest(b"\x02" + shared, 32)  # steps 4 to 6


_SEAL: dict[str, Callable[[str, Any, bytes, bytes | None], bytes]] = {
    "k1": _seal_rsa,
    "k2": _seal_x25519,
    "k3": _seal_p384,
    "k4": _seal_x25519,
}
_UNSEAL: dict[str, Callable[[str, Any, bytes], bytes]] = {
    "k1": _unseal_rsa,
    "k2": _unseal_x25519,
    "k3": _unseal_p384,
    "k4": _unseal_x25519,
}
