"""New keys: what `JWK.generate` makes for a type, a curve, a size or an algorithm."""

from __future__ import annotations

from ..exceptions.jose import JamJWKInvalidKeyTypeError, JamJWKValidationError
from ..optional import part
from .jwa import JWS_ALGORITHMS
from .jwk_members import KEY_TYPES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .jwa import JWSAlgorithm
    from .token_key import Record


def generate_material(kty: str, crv: str | None, size: int | None, alg: str | None) -> Record:
    """Return a new record for `JWK.generate`."""
    if not isinstance(kty, str) or kty not in KEY_TYPES:
        raise JamJWKInvalidKeyTypeError(
            f"kty must be one of {', '.join(KEY_TYPES)}; for example generate('OKP', crv='Ed25519')"
        )
    if alg is not None and not isinstance(alg, str):
        raise JamJWKValidationError("alg must be a string")
    record: Any = KEY_TYPES[kty].record_class()
    row = JWS_ALGORITHMS.get(alg) if alg else None
    if alg and row is None:
        crv, size = _for_encryption(kty, crv, size, alg)
    if crv is not None and not isinstance(crv, str):
        raise JamJWKValidationError("crv must be a string")
    if kty == "AKP":
        return _akp(record, row, crv, size)
    if crv is not None and kty not in ("EC", "OKP"):
        raise JamJWKValidationError(f"a {kty} key has no curve")
    if size is not None and kty in ("EC", "OKP"):
        raise JamJWKValidationError(f"the curve sets the size of an {kty} key")
    if row is not None and row.kty != kty:
        raise JamJWKValidationError(f"{alg} does not run with keys of kty {kty}")
    made: Record
    if kty in ("EC", "OKP"):
        curve = (row.crv if row else None) if crv is None else crv
        made = record.generate() if curve is None else record.generate(curve)
        return made
    if kty == "RSA":
        made = record.generate() if size is None else record.generate(size)
        return made
    bits = size if size is not None else 8 * row.min_bytes if row and row.min_bytes else 256
    if not isinstance(bits, int) or bits % 8 or not 128 <= bits <= 65536:
        raise JamJWKValidationError("the size of a symmetric key is 128 to 65536 bits, a multiple of 8")
    made = record.generate(bits // 8)
    return made


def _akp(record: Any, row: JWSAlgorithm | None, crv: object, size: object) -> Record:
    """Return a new ML-DSA key: its alg says all about it."""
    if row is None or row.kty != "AKP":
        names = ", ".join(name for name, each in JWS_ALGORITHMS.items() if each.kty == "AKP")
        raise JamJWKValidationError(f"an AKP key needs its alg, one of {names}")
    if crv is not None or size is not None:
        raise JamJWKValidationError("an AKP key has neither curve nor size")
    made: Record = record.generate(row.name)
    return made


def _for_encryption(kty: str, crv: str | None, size: int | None, alg: str) -> tuple[str | None, int | None]:
    """Return the curve and size a new key for this JWE algorithm has when none is asked for."""
    with part("JWE"):
        from .jwe_content import CONTENT_ENCRYPTIONS
        from .jwe_key_management import KEY_MANAGEMENTS
    row = KEY_MANAGEMENTS.get(alg)
    if kty == "OKP" and row and row.kty == "ECDH":
        return crv or "X25519", size
    wanted = row.size if row and row.kty == "oct" else None
    if alg in CONTENT_ENCRYPTIONS:  # the key of dir
        wanted = CONTENT_ENCRYPTIONS[alg].key_size
    return crv, 8 * wanted if kty == "oct" and size is None and wanted else size
