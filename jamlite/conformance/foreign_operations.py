"""Operations that only other people's vectors ask for: ECDSA in DER, ECDH with key files, RSA1_5, PBES2."""

from __future__ import annotations

from ..crypto import aes_cbc, ecdh, ecdsa, pbkdf2, rsa, rsa_generate, rsa_pkcs1v15_encryption, x448, x25519
from ..encoding import ecdsa_signatures
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamInvalidKeyError
from ..keys import loading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .family import Family, Field

_SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141  # SEC 2 section 2.4.1
_MOST_BYTES = rsa.MAXIMUM_BITS // 16  # of one prime
_SIZES = {"P-256": 32, "P-384": 48, "P-521": 66, "secp256k1": 32}


def _verify_der(curve: str) -> Family:
    def verify(x: bytes, y: bytes, message: bytes, hash: str, signature: bytes) -> bool:
        try:
            pair = ecdsa_signatures.from_der(signature, _SIZES[curve])
        except JamEncodingError:
            return False  # not DER: a refusal, as of a signature that does not hold
        point = (int.from_bytes(x, "big"), int.from_bytes(y, "big"))
        return ecdsa.verify(curve, point, message, pair, hash)

    return {"verify": verify}


def _verify_bitcoin(x: bytes, y: bytes, message: bytes, hash: str, signature: bytes) -> bool:
    """Verify as BIP 66 and BIP 146 have it: strict DER, and s in the lower half."""
    try:
        pair = ecdsa_signatures.from_der(signature, 32)
    except JamEncodingError:
        return False
    if int.from_bytes(pair[32:], "big") > _SECP256K1_ORDER // 2:  # BIP 146: LOW_S
        return False
    point = (int.from_bytes(x, "big"), int.from_bytes(y, "big"))
    return ecdsa.verify("secp256k1", point, message, pair, hash)


def _pbes2_key(password: bytes, salt: bytes, hash: str, iterations: int, size: int) -> bytes:
    return pbkdf2.derive(hash, password, salt, iterations, size)


def _pbes2_decrypt(data: bytes, iv: bytes, **key: Field) -> dict[str, bytes]:
    return {"plaintext": aes_cbc.decrypt(_pbes2_key(**key), iv, data)}


def _pbes2_encrypt(data: bytes, iv: bytes, **key: Field) -> dict[str, bytes]:
    return {"ciphertext": aes_cbc.encrypt(_pbes2_key(**key), iv, data)}


def _exchange(curve: str, private: bytes, public: bytes) -> dict[str, bytes]:
    """Agree on a secret with a public key in DER or PEM; a private key may also be a bare number."""
    theirs = _load(public)
    if theirs.crv != curve:
        raise JamInvalidKeyError("the two keys are on two curves")
    if theirs.kty == "EC":
        if private[:1] == b"-":
            ours = _load(private)
            if ours.crv != curve:
                raise JamInvalidKeyError("the two keys are on two curves")
            number = ours.d
        else:
            number = int.from_bytes(private, "big")  # Wycheproof has private numbers, and public keys in DER
        return {"secret": ecdh.exchange(curve, number, (theirs.x, theirs.y))}
    exchange = x25519.exchange if curve == "X25519" else x448.exchange
    return {"secret": exchange(_load(private).d, theirs.x)}


def _load(data: bytes) -> Any:
    return loading.load_pem(data) if data[:1] == b"-" else loading.load_der(data)


def _decrypt_v15(ciphertext: bytes, **members: bytes) -> dict[str, bytes] | bool:
    """Decrypt; a message that was made up because the padding is wrong stands for a refusal."""
    key = rsa.private_key(**{name: int.from_bytes(value, "big") for name, value in members.items()})
    message = rsa_pkcs1v15_encryption.decrypt(key, ciphertext)
    # The right message is the end of what was padded; one that was made up is not, but for chance.
    padded = rsa.raw_decrypt(key, int.from_bytes(ciphertext, "big")).to_bytes(key.size, "big")
    # RFC 8017 section 7.2.1: 00 before M.
    return {"message": message} if padded.endswith(b"\0" + message) else False


def _primes(candidates: list[bytes]) -> dict[str, Field]:
    """Tell how many of the candidates are prime, and whether the last one is."""
    if any(len(candidate) > _MOST_BYTES for candidate in candidates):
        raise JamInvalidKeyError(f"a candidate of more than {_MOST_BYTES} bytes")
    found = [rsa_generate.is_prime(int.from_bytes(candidate, "big")) for candidate in candidates]
    return {"count": sum(found), "last": found[-1:] == [True]}


FAMILIES: dict[str, Family] = {
    "RSA-keygen candidates": {"primes": _primes},
    "ECDH of key files": {"exchange": _exchange},
    "RSA-PKCS1v15 decryption": {"decrypt": _decrypt_v15},
    "ECDSA secp256k1 Bitcoin": {"verify": _verify_bitcoin},
    "PBES2": {"decrypt": _pbes2_decrypt, "encrypt": _pbes2_encrypt},
}
for _curve in _SIZES:
    FAMILIES[f"ECDSA {_curve} DER"] = _verify_der(_curve)
