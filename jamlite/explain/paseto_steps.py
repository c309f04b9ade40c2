"""Steps of a PASETO, versions 1 to 4 (the PASETO specification): PAE, key splitting, nonces, signatures."""

from __future__ import annotations

import hashlib

from ..encoding import base64url
from ..exceptions.base import JamError
from ..plain import plain_chacha20, plain_hmac, plain_kdf, plain_modes, plain_poly1305, plain_rsa
from ..plain.plain_curves import CURVES
from ..plain.plain_weierstrass import encode_point
from . import claims_steps, key_material, signature_steps
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any, Optional, Tuple, Union

    from ..keys.spki import Key
    from ..paseto.key import LocalKey, PublicKey
    from .explain_options import Options

    Read = Tuple[Union[LocalKey, PublicKey], Optional[bytes]]  # the key, and the payload if plain finds it

_SIZES = {"v1": (32, 48, 256), "v2": (24, 16, 64), "v3": (32, 48, 96), "v4": (32, 32, 64)}  # n, t, signature
_EK, _AK = b"paseto-encryption-key", b"paseto-auth-key-for-aead"


def pae_of(explanation: Explanation, pieces: dict[str, bytes]) -> bytes:
    """Explain the pre-authentication encoding of named pieces."""
    from ..paseto.pae import pae

    encoded = pae(*pieces.values())
    explanation.add(
        "Encode what is authenticated (PAE)",
        "PASETO, Common Implementation Details",
        [*(Value(name, piece) for name, piece in pieces.items()), Value("PAE", encoded)],
        formula="LE64(number of pieces) || LE64(length) || piece || LE64(length) || piece ...",
        function="paseto/pae.py: pae",
        note="With every length in it, no two lists of pieces give the same octets.",
    )
    return encoded


def explain(explanation: Explanation, token: str, key: object, options: Options) -> None:
    """Explain version.purpose.payload[.footer]."""
    parts = token.split(".")
    version, purpose = parts[0], parts[1]
    try:
        body = base64url.decode(parts[2], "the payload")
        footer = base64url.decode(parts[3], "the footer") if len(parts) == 4 else b""
    except JamError as error:
        explanation.add("Decode the token", "PASETO, Token Format", verdict=False, note=f"{error.message}.")
        return
    header = f"{version}.{purpose}.".encode()
    shown: str | bytes = footer
    if footer and footer.isascii():  # often JSON; anything else is shown in hex
        shown = footer.decode()
    n_size, t_size, s_size = _SIZES[version]
    least = n_size + t_size if purpose == "local" else s_size
    explanation.add(
        "Split the token at its dots",
        "PASETO, Token Format",
        [Value("h", header.decode()), Value("body", body), Value("f", shown)],
        formula="h = version.purpose. ; body and footer in base64url",
        function="paseto/token.py: parse",
        verdict=None if len(body) >= least else False,
        note="" if len(body) >= least else f"A {header.decode()} body has at least {least} bytes.",
    )
    if len(body) < least:
        return
    # Implicit assertions came with versions 3 and 4.
    i = {} if version in ("v1", "v2") else {"i": options.implicit}
    if purpose == "public":
        read = _public(explanation, version, header, body[:-s_size], body[-s_size:], footer, i, key, options)
    else:
        read = _local(explanation, version, header, body, footer, i, key, options)
    if read is not None:
        _ask(explanation, token, version, purpose, read, i)


def _ask(
    explanation: Explanation,
    token: str,
    version: str,
    purpose: str,
    read: Read,
    i: dict[str, bytes],
) -> None:
    """The fast code's answer beside plain's: `read` is the key, and the payload or None."""
    from ..paseto import v1, v2, v3, v4

    module: ModuleType = {"v1": v1, "v2": v2, "v3": v3, "v4": v4}[version]
    name = "verify" if purpose == "public" else "decrypt"
    implicit = {"implicit": i["i"]} if i else {}

    def asked() -> object:
        return getattr(module, name)(read[0], token, **implicit)[0]

    explanation.ask(f"paseto/{version}.py: {name}", asked, read[1])


def _public(
    explanation: Explanation,
    version: str,
    h: bytes,
    m: bytes,
    sig: bytes,
    f: bytes,
    i: dict[str, bytes],
    key: object,
    options: Options,
) -> Optional[Read]:
    """Explain the signature; return the key, and the message if plain accepts it, or None without key."""
    section, read = f"PASETO Version{version[1]}, Verify", None
    explanation.add("Split message and signature", f"{section}, step 3", [Value("m", m), Value("s", sig)])
    if key is None:
        pae_of(explanation, {"h": h, "m": m, "f": f, **i})
        explanation.missing.append("the public key; without it the signature cannot be checked.")
    else:
        from ..paseto import key_reading

        try:
            public = key_reading.public_key(version, key_material.from_hex(key), options.password)
        except JamError as error:
            explanation.add("Read the key", section, verdict=False, note=error.message)
            return None
        record: Any = public.record
        if version == "v3":
            Q = record.public_point if hasattr(record, "public_point") else _point(record)
            pk = encode_point(CURVES["P-384"], Q, True)
            # Version 3 alone has the public key in it: ECDSA binds no signature to its key.
            m2 = pae_of(explanation, {"pk": pk, "h": h, "m": m, "f": f, **i})
            signature_steps.ecdsa(explanation, "P-384", "sha384", Q, m2, sig)
        elif version == "v1":
            m2 = pae_of(explanation, {"h": h, "m": m, "f": f})
            members = _members(record)
            n, e = (int.from_bytes(base64url.decode(members[name]), "big") for name in ("n", "e"))
            explanation.add(
                "Verify with RSASSA-PSS",
                section,
                [Value("n", n), Value("e", e)],
                formula="SHA-384, MGF1 with SHA-384, a salt of 48 bytes",
                function="crypto/rsa_pss.py: verify",
                verdict=plain_rsa.pss_verify(n, e, m2, sig, "sha384"),
            )
        else:
            m2 = pae_of(explanation, {"h": h, "m": m, "f": f, **i})
            members = _members(record)
            signature_steps.eddsa(explanation, "Ed25519", base64url.decode(members["x"]), m2, sig)
        read = public, None if explanation.refused else m
    claims_steps.explain(explanation, m, options, typ=claims_steps.PASETO)
    return read


def _members(record: Key) -> dict[str, str]:
    from ..jose.jwk import JWK

    members: dict[str, str] = JWK.from_der(record_der(record)).to_dict(private=False)
    return members


def record_der(record: Key) -> bytes:
    """Return the SubjectPublicKeyInfo of a key record."""
    from ..keys import dumping

    return dumping.dump_der(record, private=False)


def _point(record: Key) -> tuple[int, int]:
    members = _members(record)
    x, y = (int.from_bytes(base64url.decode(members[name]), "big") for name in ("x", "y"))
    return x, y


def _local(
    explanation: Explanation,
    version: str,
    h: bytes,
    body: bytes,
    f: bytes,
    i: dict[str, bytes],
    key: object,
    options: Options,
) -> Optional[Read]:
    """Explain the content; return the key, and the payload if plain opens it, or None without key."""
    n_size, t_size, _ = _SIZES[version]
    n, c, t = body[:n_size], body[n_size:-t_size], body[-t_size:]
    section = f"PASETO Version{version[1]}, Decrypt"
    explanation.add(
        "Split nonce, ciphertext and tag",
        f"{section}, step 3",
        [Value("n", n), Value("c", c), Value("t", t)],
    )
    if key is None:
        explanation.missing.append("the local key; without it the content stays closed.")
        return None
    from ..paseto import key_reading

    try:
        local = key_reading.local_key(version, key_material.from_hex(key))
    except JamError as error:
        explanation.add("Read the key", section, verdict=False, note=error.message)
        return None
    if version == "v2":
        m = _v2(explanation, section, local.octets, n, c, t, h, f)
    else:
        m = _split_and_mac(explanation, version, section, local.octets, n, c, t, h, f, i)
    if m is not None:
        explanation.add("Read the payload", section, [Value("m", m)])
        claims_steps.explain(explanation, m, options, typ=claims_steps.PASETO)
    return local, m


def _v2(
    explanation: Explanation, section: str, k: bytes, n: bytes, c: bytes, t: bytes, h: bytes, f: bytes
) -> bytes | None:
    # Version 2: the ciphertext is bound by the AEAD itself.
    aad = pae_of(explanation, {"h": h, "n": n, "f": f})
    subkey, short = plain_chacha20.xchacha20_parts(k, n)
    m = plain_chacha20.xor(subkey, short, c, 1)
    values = plain_poly1305.encrypt_values(subkey, short, m, aad)
    right = values["tag"] == t
    explanation.add(
        "Open with XChaCha20-Poly1305",
        f"{section}, step 5; draft-irtf-cfrg-xchacha section 2",
        [
            Value("subkey", subkey, secret=True),
            Value("otk", values["otk"], secret=True),
            Value("t'", values["tag"], secret=not right),
        ],
        formula="subkey = HChaCha20(k, n[0:16]); t' = Poly1305(otk, aad || c || lengths)",
        function="crypto/xchacha20_poly1305.py: decrypt",
        verdict=right,
    )
    return m if right else None


def _split_and_mac(
    explanation: Explanation,
    version: str,
    section: str,
    k: bytes,
    n: bytes,
    c: bytes,
    t: bytes,
    h: bytes,
    f: bytes,
    i: dict[str, bytes],
) -> bytes | None:
    if version == "v4":
        tmp = hashlib.blake2b(_EK + n, key=k, digest_size=56).digest()
        Ek, n2 = tmp[:32], tmp[32:]
        Ak = hashlib.blake2b(_AK + n, key=k, digest_size=32).digest()
        formula = "tmp = BLAKE2b-56(k, 'paseto-encryption-key' || n); Ek = tmp[0:32]; n2 = tmp[32:]"
    elif version == "v3":
        tmp = _hkdf(k, b"", _EK + n, 48)
        Ek, n2, Ak = tmp[:32], tmp[32:], _hkdf(k, b"", _AK + n, 48)
        formula = (
            "tmp = HKDF-SHA384(k, info = 'paseto-encryption-key' || n, 48); Ek = tmp[0:32]; n2 = tmp[32:]"
        )
    else:
        # Version 1: half of the nonce is the salt.
        Ek, n2, Ak = _hkdf(k, n[:16], _EK, 32), n[16:], _hkdf(k, n[:16], _AK, 32)
        formula = "Ek = HKDF-SHA384(k, salt = n[0:16], info = 'paseto-encryption-key', 32)"
    explanation.add(
        "Split the key",
        f"{section}, step 4",
        [Value("Ek", Ek, secret=True), Value("n2", n2), Value("Ak", Ak, secret=True)],
        formula=formula,
        function=f"paseto/{version}.py: _split",
    )
    pre_auth = pae_of(explanation, {"h": h, "n": n, "c": c, "f": f, **i})
    if version == "v4":
        t2 = hashlib.blake2b(pre_auth, key=Ak, digest_size=32).digest()
    else:
        t2 = plain_hmac.hmac("sha384", Ak, pre_auth)
    explanation.add(
        "Compare the tags",
        f"{section}, steps 6 and 7",
        [Value("t2", t2, secret=t2 != t)],
        formula="t2 = BLAKE2b-32(Ak, preAuth)" if version == "v4" else "t2 = HMAC-SHA384(Ak, preAuth)",
        verdict=t2 == t,
        function=f"paseto/{version}.py: decrypt",
    )
    if t2 != t:
        return None
    if version == "v4":
        return plain_chacha20.xchacha20_xor(Ek, n2, c)
    return plain_modes.ctr(Ek, n2, c)  # AES-256-CTR


def _hkdf(k: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return plain_kdf.hkdf_expand("sha384", plain_kdf.hkdf_extract("sha384", salt, k), info, length)
