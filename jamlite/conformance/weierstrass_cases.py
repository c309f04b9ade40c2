"""Runners of ECDSA, ECDH, SEC 1 points and RFC 6979 nonces."""

from __future__ import annotations

from ..crypto import ecdh, ecdsa, hashes, rfc6979, sec1
from ..exceptions.base import JamValidationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .family import Family, Outputs

_SIZES = {"P-256": 32, "P-384": 48, "P-521": 66, "secp256k1": 32}


def _int(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _point(curve: str, public: tuple[int, int]) -> Outputs:
    x, y = public
    return {"x": x.to_bytes(_SIZES[curve], "big"), "y": y.to_bytes(_SIZES[curve], "big")}


def _ecdsa(curve: str) -> Family:
    def sign(private: bytes, message: bytes, hash: str) -> Outputs:
        # RFC 6979 section 3.2, without 3.6.
        return {"signature": ecdsa.sign(curve, _int(private), message, hash, extra_entropy=b"")}

    def verify(x: bytes, y: bytes, message: bytes, hash: str, signature: bytes) -> bool:
        """Verify three times, so that the way of a new key and both of a known one are taken."""
        once = ecdsa.verify(curve, (_int(x), _int(y)), message, signature, hash)
        key = ecdsa.prepare_public(curve, (_int(x), _int(y)))
        if {key.verify(message, signature, hash) for _ in range(2)} != {once}:
            raise AssertionError("a known key and a new one disagree")
        return once

    def public_key(private: bytes) -> Outputs:
        return _point(curve, ecdsa.public_key(curve, _int(private)))

    def validate_public(x: bytes, y: bytes) -> bool:
        ecdsa.prepare_public(curve, (_int(x), _int(y)))
        return True

    def generate(draws: bytes) -> Outputs:
        """Generate a key from what a random source would give, one draw after the other."""
        size = _SIZES[curve]
        source = [draws[start : start + size] for start in range(0, len(draws), size)]

        def draw(_: int) -> bytes:
            if not source:
                raise JamValidationError("there are not enough draws")
            return source.pop(0)

        # FIPS 186-5 appendix A.2.2: what is out of range is drawn anew.
        private = ecdsa.generate(curve, draw=draw)
        if source:
            raise AssertionError("a draw was left over")
        return {"private": private.to_bytes(_SIZES[curve], "big")}

    return {
        "generate": generate,
        "sign": sign,
        "verify": verify,
        "public_key": public_key,
        "validate_public": validate_public,
    }


def _ecdh(curve: str) -> Family:
    def exchange(private: bytes, x: bytes, y: bytes) -> Outputs:
        return {"secret": ecdh.exchange(curve, _int(private), (_int(x), _int(y)))}

    def exchange_with_point(private: bytes, point: bytes) -> Outputs:
        return {"secret": ecdh.exchange(curve, _int(private), point)}

    return {"exchange": exchange, "exchange_with_point": exchange_with_point}


def _sec1(curve: str) -> Family:
    def decode(point: bytes) -> Outputs:
        return _point(curve, sec1.decode_point(curve, point))

    def encode(x: bytes, y: bytes, compressed: bool) -> Outputs:
        return {"point": sec1.encode_point(curve, (_int(x), _int(y)), compressed=compressed)}

    return {"decode": decode, "encode": encode}


def _nonce(order: bytes, private: bytes, message: bytes, hash: str) -> Outputs:
    k = rfc6979.nonce(_int(order), _int(private), hashes.digest(hash, message), hash)
    return {"k": k.to_bytes((_int(order).bit_length() + 7) // 8, "big")}  # int2octets: RFC 6979 section 2.3.3


FAMILIES: dict[str, Family] = {"RFC 6979": {"nonce": _nonce}}
for _curve in _SIZES:
    FAMILIES[f"ECDSA {_curve}"] = _ecdsa(_curve)
    FAMILIES[f"ECDH {_curve}"] = _ecdh(_curve)
    FAMILIES[f"SEC 1 {_curve}"] = _sec1(_curve)
