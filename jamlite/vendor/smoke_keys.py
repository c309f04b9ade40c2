"""Keys for the jobs of `smoke_jobs`, published ones where a standard has them; they travel as text, too."""

from __future__ import annotations

from typing import Any


def sure(fact: object) -> None:
    """Raise unless it is so; a statement `assert` would be gone with -O."""
    if not fact:
        raise AssertionError("a wrong answer")


def rsa_key(verify_only: bool) -> Any:
    """Return the key of RFC 7515 appendix A.2.1, its private half only if it may be used."""
    from ..jose import JWK

    n = (
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yR"
        "T-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXB"
        "dQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9ia"
        "GNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"
    )
    d = (
        "Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46su"
        "i395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4"
        "qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB"
        "4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ"
    )
    return JWK({"kty": "RSA", "n": n, "e": "AQAB", **({} if verify_only else {"d": d})})


def ec_key(name: str) -> Any:
    """Return a new key for an ES or ECDH-ES algorithm."""
    from ..jose import JWK
    from ..keys.ec import ECKey

    return JWK.from_material(ECKey.generate(curve_of(name)))


def curve_of(name: str) -> str:
    """Return the curve of an ES algorithm; for ECDH-ES, P-256."""
    return {"ES384": "P-384", "ES512": "P-521", "ES256K": "secp256k1"}.get(name, "P-256")


def ec_base(name: str) -> Any:
    """Return the base point of the curve of an ES algorithm (SEC 2) as a public key."""
    from ..jose import JWK
    from ..keys.ec import ECKey

    points = {
        "P-256": "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        "P-384": "03aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a54"
        "5e3872760ab7",
        "P-521": "0200c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928"
        "fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
        "secp256k1": "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
    }
    curve = curve_of(name)
    # Compressed (SEC 1 section 2.3.4): half the text in a copy. Its private key is 1.
    return JWK.from_material(ECKey.from_octets(curve, bytes.fromhex(points[curve])))


def okp_key(name: str) -> Any:
    """Return a new key of the curve that an algorithm names."""
    from ..jose import JWK
    from ..keys.okp import OKPKey

    return JWK.from_material(OKPKey.generate("Ed25519" if name == "EdDSA" else name))


def okp_answer(curve: str) -> tuple[str, str]:
    """Return public key and signature of the empty message: RFC 8032 sections 7.1 TEST 1 and 7.4 "Blank"."""
    if curve == "Ed25519":
        public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
        signature = (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        )
    else:
        public = (
            "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6c"
            "d1fa1abeafe8256180"
        )
        signature = (
            "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d78"
            "28c59bd0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4db"
            "b61149f05a7363268c71d95808ff2e652600"
        )
    return public, signature


def secret_key(size: int) -> Any:
    """Return a shared secret."""
    from ..jose import JWK

    return JWK.from_secret(bytes(range(size)))
