"""Steps of a wrapped PASERK: by another key (PIE), by a password (PBKW), sealed to a public key (PKE)."""

from __future__ import annotations

import hashlib

from ..paseto import paserk_seal
from ..paseto.paserk_forms import SEAL_OVERHEAD, SUITES
from ..plain import (
    plain_chacha20,
    plain_edwards,
    plain_hmac,
    plain_kdf,
    plain_modes,
    plain_montgomery,
    plain_rsa,
    plain_weierstrass,
)
from ..plain.plain_curves import CURVES
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

    from ..paseto.paserk_keys import Key
    from ..paseto.paserk_password import Cost

MAX_ITERATIONS = 20_000  # of PBKDF2 by plain; more are computed by the fast code
MAX_SECONDS = 30.0  # that a password may take
MAX_MEMORY_KIB = 1 << 18  # 256 MiB
_NIST = ("k1", "k3")  # the versions of NIST's algorithms; k2 and k4 have BLAKE2b and ChaCha20


def _digest(version: str, data: bytes, size: int) -> bytes:
    if version in _NIST:
        return plain_hmac.H("sha384", data)[:size]
    return hashlib.blake2b(data, digest_size=size).digest()


def _mac(version: str, key: bytes, data: bytes, size: int) -> bytes:
    if version in _NIST:
        return plain_hmac.hmac("sha384", key, data)[:size]
    return hashlib.blake2b(data, key=key, digest_size=size).digest()


def _stream(version: str, key: bytes, nonce: bytes, data: bytes) -> bytes:
    if version in _NIST:
        return plain_modes.ctr(key, nonce, data)
    return plain_chacha20.xchacha20_xor(key, nonce, data)


def _names(version: str) -> tuple[str, str, str]:
    """Return the words for hash, MAC and cipher."""
    return (
        ("SHA-384", "HMAC-SHA384", "AES-256-CTR") if version in _NIST else ("BLAKE2b", "BLAKE2b", "XChaCha20")
    )


def _compare(
    explanation: Explanation, section: str, t2: bytes, t: bytes, formula: str, function: str
) -> bool:
    right = t2 == t
    explanation.add(
        "Compare the tags",
        section,
        [Value("t", t), Value("t2", t2, secret=not right)],
        formula=formula,
        function=function,
        verdict=right,
        note="" if right else "They differ: this is another key or password, or the text was changed.",
    )
    return right


def _opened(explanation: Explanation, section: str, formula: str, key: bytes, function: str) -> bytes:
    explanation.add(
        "Decrypt the key", section, [Value("key", key, secret=True)], formula=formula, function=function
    )
    return key


def pie(explanation: Explanation, version: str, h: bytes, data: bytes, wk: bytes) -> Optional[bytes]:
    """Explain a key wrapped by another key; return it, or None (operations/Wrap/pie.md)."""
    suite, section = SUITES[version], "PASERK, operations/Wrap/pie.md"
    t, n, c = data[: suite.tag_size], data[suite.tag_size : suite.tag_size + 32], data[suite.tag_size + 32 :]
    mac, cipher = _names(version)[1:]
    x = _mac(version, wk, b"\x80" + n, 32 + suite.nonce_size)
    Ek, n2, Ak = x[:32], x[32:], _mac(version, wk, b"\x81" + n, 32)
    explanation.add("Split tag, nonce and ciphertext", section, [Value("t", t), Value("n", n), Value("c", c)])
    explanation.add(
        "Split the wrapping key",
        section,
        [Value("Ek", Ek, secret=True), Value("n2", n2), Value("Ak", Ak, secret=True)],
        formula=f"x = {mac}(wk, 80 || n); Ek = x[0:32]; n2 = x[32:]; Ak = {mac}(wk, 81 || n)",
        function="paseto/paserk_pie.py: unwrap",
    )
    t2 = _mac(version, Ak, h + n + c, suite.tag_size)
    if not _compare(
        explanation, section, t2, t, f"t2 = {mac}(Ak, h || n || c)", "paseto/paserk_pie.py: unwrap"
    ):
        return None
    ptk = _stream(version, Ek, n2, c)
    return _opened(explanation, section, f"ptk = {cipher}(Ek, n2, c)", ptk, "paseto/paserk_pie.py: unwrap")


def password(explanation: Explanation, version: str, h: bytes, data: bytes, pw: bytes) -> Optional[bytes]:
    """Explain a key wrapped by a password; return it, or None (operations/PBKW.md)."""
    from ..paseto import paserk_password

    suite, section = SUITES[version], "PASERK, operations/PBKW.md"
    cost = paserk_password.read_cost(version, data)
    s, at = data[: suite.salt_size], suite.salt_size + suite.cost_size
    n, edk, t = (
        data[at : at + suite.nonce_size],
        data[at + suite.nonce_size : -suite.tag_size],
        data[-suite.tag_size :],
    )
    explanation.add(
        "Split salt, cost, nonce, ciphertext and tag",
        section,
        [Value("s", s), Value("cost", str(cost)), Value("n", n), Value("edk", edk), Value("t", t)],
        function="paseto/paserk_password.py: read_cost",
        note="Whoever made the text chose the cost, so it is held against limits before any work.",
    )
    cost.check(MAX_SECONDS, MAX_MEMORY_KIB)  # before any work
    k, note = _from_password(cost, pw, s)
    digest, mac, cipher = _names(version)
    Ek, Ak = _digest(version, b"\xff" + k, 32), _digest(version, b"\xfe" + k, suite.tag_size)
    explanation.add(
        "Derive the keys from the password",
        section,
        [Value("k", k, secret=True), Value("Ek", Ek, secret=True), Value("Ak", Ak, secret=True)],
        formula=f"k = {'PBKDF2-SHA384' if version in _NIST else 'Argon2id'}(password, s, cost); "
        f"Ek = {digest}(FF || k); Ak = {digest}(FE || k)",
        function="paseto/paserk_password.py: unwrap",
        note=note,
    )
    t2 = _mac(version, Ak, h + data[: -suite.tag_size], suite.tag_size)
    formula = f"t2 = {mac}(Ak, h || s || cost || n || edk)"
    if not _compare(explanation, section, t2, t, formula, "paseto/paserk_password.py: unwrap"):
        return None
    ptk = _stream(version, Ek, n, edk)
    return _opened(
        explanation, section, f"ptk = {cipher}(Ek, n, edk)", ptk, "paseto/paserk_password.py: unwrap"
    )


def _from_password(cost: Cost, pw: bytes, s: bytes) -> tuple[bytes, str]:
    """Return k, and a note where the fast code computed it."""
    from ..crypto import argon2id, pbkdf2

    if 0 < cost.iterations <= MAX_ITERATIONS:
        return plain_kdf.pbkdf2("sha384", pw, s, cost.iterations, 32), ""
    if cost.iterations:
        return (
            pbkdf2.derive("sha384", pw, s, cost.iterations, 32),
            "So many iterations are computed by the fast code.",
        )
    k = argon2id.derive(
        pw,
        s,
        time_cost=cost.passes,
        memory_kib=cost.memory_kib,
        parallelism=cost.lanes,
        length=32,
        memory_limit_kib=cost.memory_kib,
        work_limit_kib=cost.memory_kib * cost.passes,
    )
    return k, "Argon2id is computed by the fast code; plain/plain_argon2.py shows how."


def seal(explanation: Explanation, version: str, h: bytes, data: bytes, key: bytes | Key) -> Optional[bytes]:
    """Explain a local key sealed to a public key; return it, or None (operations/PKE.md)."""
    record: Any = paserk_seal.recipient(version, key, True)
    suite, section, function = SUITES[version], "PASERK, operations/PKE.md", "paseto/paserk_seal.py: unseal"
    t = data[: suite.tag_size]
    if version == "k1":
        # PKE.md, version 1: t || edk || c, in another order than all others.
        edk, sent = data[48:80], data[80:]
    else:
        size = SEAL_OVERHEAD[version]
        sent, edk = data[suite.tag_size : size], data[size:]
    name = "c" if version == "k1" else "epk"
    explanation.add(
        "Split tag, what the sender added, and ciphertext",
        section,
        [Value("t", t), Value(name, sent), Value("edk", edk)],
        function=function,
    )
    how = {"k1": _rsa_kem, "k3": _p384}.get(version, _x25519)
    Ek, n, Ak = how(explanation, section, h, sent, record)
    mac, cipher = _names(version)[1:]
    t2 = _mac(version, Ak, h + sent + edk, suite.tag_size)
    if not _compare(explanation, section, t2, t, f"t2 = {mac}(Ak, h || {name} || edk)", function):
        return None
    pdk = _stream(version, Ek, n, edk)
    return _opened(explanation, section, f"pdk = {cipher}(Ek, n, edk)", pdk, function)


def _keys(explanation: Explanation, section: str, values: list[Value], formula: str) -> None:
    explanation.add(
        "Derive the keys from the shared secret",
        section,
        values,
        formula=formula,
        function="paseto/paserk_seal.py: unseal",
    )


def _rsa_kem(
    explanation: Explanation, section: str, h: bytes, c: bytes, record: Any
) -> tuple[bytes, bytes, bytes]:
    n, number = record.verifier.n, int.from_bytes(c, "big")
    if number >= n:  # RFC 8017 section 5.1.2, step 1
        raise ValueError("c is not below the modulus")
    r = plain_rsa.rsa(n, record.signer.d, number).to_bytes(plain_rsa.size(n), "big")
    explanation.add(
        "Open what the sender added with RSA",
        section,
        [Value("c", c), Value("r", r, secret=True)],
        formula="r = c^d mod n",
        function="crypto/rsa_private.py: raw_decrypt",
    )
    key = plain_hmac.H("sha384", c)
    x, Ak = (plain_hmac.hmac("sha384", key, mark + h + r) for mark in (b"\x01", b"\x02"))
    values = [Value("Ek", x[:32], secret=True), Value("n", x[32:]), Value("Ak", Ak, secret=True)]
    formula = "x = HMAC-SHA384(SHA-384(c), 01 || h || r); Ek = x[0:32]; n = x[32:]; Ak: the same with 02"
    _keys(explanation, section, values, formula)
    return x[:32], x[32:], Ak


def _p384(
    explanation: Explanation, section: str, h: bytes, epk: bytes, record: Any
) -> tuple[bytes, bytes, bytes]:
    curve = CURVES["P-384"]
    xk = plain_weierstrass.exchange(curve, record.private_value, plain_weierstrass.decode_point(curve, epk))
    _agreed(explanation, section, epk, xk, "xk = the x-coordinate of [sk]epk", "crypto/ecdh.py: exchange")
    # PKE.md: both public keys, so that nobody can exchange one.
    shared = h + xk + epk + record.octets(compressed=True)
    x, Ak = (plain_hmac.H("sha384", mark + shared) for mark in (b"\x01", b"\x02"))
    values = [Value("Ek", x[:32], secret=True), Value("n", x[32:]), Value("Ak", Ak, secret=True)]
    formula = "x = SHA-384(01 || h || xk || epk || pk); Ek = x[0:32]; n = x[32:]; Ak: the same with 02"
    _keys(explanation, section, values, formula)
    return x[:32], x[32:], Ak


def _x25519(
    explanation: Explanation, section: str, h: bytes, epk: bytes, record: Any
) -> tuple[bytes, bytes, bytes]:
    E = plain_edwards.ED25519
    y = plain_edwards.decode(E, record.x)[1]
    xpk = ((1 + y) * pow(1 - y, -1, E.p) % E.p).to_bytes(32, "little")
    xsk = plain_edwards.secret_scalar(E, record.private_value)[0].to_bytes(32, "little")
    explanation.add(
        "Take the Edwards key to Montgomery form",
        f"{section}; RFC 7748 section 4.1",
        [Value("xpk", xpk), Value("xsk", xsk, secret=True)],
        formula="u = (1 + y) / (1 - y); xsk = the pruned first half of SHA-512(seed)",
        function="crypto/ed25519.py: to_x25519_public",
    )
    xk = plain_montgomery.exchange25519(xsk, epk)
    _agreed(explanation, section, epk, xk, "xk = X25519(xsk, epk)", "crypto/x25519.py: exchange")
    shared = h + xk + epk + xpk
    Ek, Ak = (hashlib.blake2b(mark + shared, digest_size=32).digest() for mark in (b"\x01", b"\x02"))
    n = hashlib.blake2b(epk + xpk, digest_size=24).digest()
    values = [Value("Ek", Ek, secret=True), Value("n", n), Value("Ak", Ak, secret=True)]
    formula = "Ek = BLAKE2b(01 || h || xk || epk || xpk); n = BLAKE2b-24(epk || xpk); Ak: as Ek with 02"
    _keys(explanation, section, values, formula)
    return Ek, n, Ak


def _agreed(
    explanation: Explanation, section: str, epk: bytes, xk: bytes, formula: str, function: str
) -> None:
    explanation.add(
        "Agree on a secret with the sender's one-time key",
        section,
        [Value("epk", epk), Value("xk", xk, secret=True)],
        formula=formula,
        function=function,
    )
