"""Signatures of passkeys (section 6.5.5), one row of `keys.cose` each; the primitives are behind the gate."""

from __future__ import annotations

from ..encoding import ecdsa_signatures
from ..exceptions.base import JamEncodingError
from ..exceptions.crypto import JamCryptoError
from ..exceptions.webauthn import JamWebAuthnAlgorithmError
from ..keys import cose
from ..optional import part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterable

# What is asked for unless the application says otherwise, the most wanted first. RS256 is for Windows.
DEFAULT_ALGORITHMS = ("EdDSA", "ES256", "RS256")


def public_key(data: bytes, step: str = "7.2 step 21") -> cose.CoseKey:
    """Return a credential's public key, which must say its algorithm (section 6.5.1).

    Args:
        data: a COSE_Key.
        step: that of the standard, for the details of errors.

    Raises:
        JamWebAuthnAlgorithmError: not a key, an algorithm or curve that is not supported, no algorithm, a
            compressed point, a private key, or one that may not verify.
    """
    fault = ""
    try:
        key = cose.decode(data, "the public key of the passkey", public=True)
    except (JamCryptoError, JamEncodingError) as error:
        raise JamWebAuthnAlgorithmError(
            f"the public key of the passkey cannot be used: {error.message}", details={"step": step}
        ) from error
    if key.algorithm is None:
        fault = "does not say its algorithm"
    # Section 5.8.5: no compressed points; EdDSA (-8) is Ed25519, and Ed448 has a number of its own.
    elif key.compressed or (key.algorithm.name == "EdDSA" and key.record.crv != "Ed25519"):
        fault = "has a form that WebAuthn does not allow"
    # RFC 9052: key_ops says what a key may do.
    elif key.key_ops is not None and cose.VERIFY not in key.key_ops:
        fault = "is not one that verifies signatures"
    if fault:
        raise JamWebAuthnAlgorithmError(f"the public key of the passkey {fault}", details={"step": step})
    return key


def verify(key: cose.CoseKey, message: bytes, signature: bytes) -> bool:
    """Tell whether `signature` is the key's over `message`; the key comes from `public_key`."""
    row, record = key.algorithm, key.record
    assert row is not None
    verifier: Any = record.verifier
    if row.kty == "EC":
        try:  # section 6.5.5: ECDSA signatures are DER
            signature = ecdsa_signatures.from_der(signature, record.size)  # type: ignore[union-attr]
        except JamEncodingError:
            return False  # a signature that is not DER is a wrong one, not an error of its own
        return bool(verifier.verify(message, signature, row.hash))
    if row.kty in ("OKP", "AKP"):
        return bool(verifier.verify(message, signature))
    if row.name.startswith("PS"):
        with part("PS256, PS384, PS512"):
            from ..crypto import rsa_pss
        return rsa_pss.verify(verifier, message, signature, row.hash)
    with part("RS256, RS384, RS512"):
        from ..crypto import rsa_pkcs1v15
    return rsa_pkcs1v15.verify(verifier, message, signature, row.hash)


def numbers(names: Iterable[str]) -> tuple[int, ...]:
    """Return the COSE numbers of algorithms by name.

    Raises:
        JamWebAuthnAlgorithmError: empty, or a name that is not supported.
    """
    if isinstance(names, (str, bytes)) or not hasattr(names, "__iter__"):
        raise JamWebAuthnAlgorithmError('algorithms is a list of names, for example ["EdDSA", "ES256"]')
    found = []
    for name in names:
        number = cose.NUMBERS.get(name) if isinstance(name, str) else None
        if number is None:
            raise JamWebAuthnAlgorithmError(f"an algorithm is one of {', '.join(sorted(cose.NUMBERS))}")
        found.append(number)
    if not found:
        raise JamWebAuthnAlgorithmError("name at least one algorithm")
    return tuple(dict.fromkeys(found))  # the order is a wish to the authenticator (section 5.4)
