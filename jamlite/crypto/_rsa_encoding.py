"""Encodings of PSS and OAEP (RFC 8017 sections 7.1, 9.1 and appendix B.2), its letters.

Only building is done here, and the unmasking that comes first. Signatures are checked by building the
encoded message again and comparing whole; nothing parses a padding.

plain/plain_rsa.py is the readable form; the official vectors judge both.

Ungated: the gates of the schemes prove it.
"""

from __future__ import annotations

from hmac import compare_digest

from .hashes import constructor, digest_size


def mgf1(hash_name: str, seed: bytes, length: int) -> bytes:
    """Return the first `length` bytes of Hash(seed || 0) || Hash(seed || 1) || ... (appendix B.2.1)."""
    seeded = constructor(hash_name)(seed)
    mask = b""
    for counter in range(-(-length // digest_size(hash_name))):
        block = seeded.copy()
        block.update(counter.to_bytes(4, "big"))
        mask += block.digest()
    return mask[:length]


def _xor(a: bytes, b: bytes) -> bytes:
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).to_bytes(len(a), "big")


def pss_room(hash_name: str, em_bits: int) -> int:
    """Return the longest salt that fits: emLen - hLen - 2 (section 9.1.1 step 3); may be negative."""
    return (em_bits + 7) // 8 - digest_size(hash_name) - 2


def emsa_pss(hash_name: str, m_hash: bytes, em_bits: int, salt: bytes) -> bytes:
    """Section 9.1.1: EM = maskedDB || H || bc; the caller has checked that the salt fits."""
    db_len = (em_bits + 7) // 8 - len(m_hash) - 1
    H: bytes = constructor(hash_name)(bytes(8) + m_hash + salt).digest()  # steps 5, 6
    DB = (b"\1" + salt).rjust(db_len, b"\0")
    masked = _mask_top(_xor(DB, mgf1(hash_name, H, db_len)), em_bits)  # steps 9 to 11
    return masked + H + b"\xbc"


def pss_db(hash_name: str, EM: bytes, em_bits: int) -> bytes:
    """Return what claims to be PS || 01 || salt in EM (section 9.1.2 steps 5 to 9)."""
    h_len = digest_size(hash_name)
    masked, H = EM[: -h_len - 1], EM[-h_len - 1 : -1]
    return _mask_top(_xor(masked, mgf1(hash_name, H, len(masked))), em_bits)


def _mask_top(DB: bytes, em_bits: int) -> bytes:
    """Clear the leftmost 8 emLen - emBits bits."""
    return bytes([DB[0] & 0xFF >> -em_bits % 8]) + DB[1:]


def eme_oaep(hash_name: str, mgf_hash: str, M: bytes, label: bytes, seed: bytes, k: int) -> bytes:
    """Section 7.1.1 step 2: EM = 00 || maskedSeed || maskedDB; the caller has checked that M fits."""
    l_hash = constructor(hash_name)(label).digest()
    DB = l_hash + (b"\1" + M).rjust(k - 2 * len(l_hash) - 1, b"\0")
    masked_db = _xor(DB, mgf1(mgf_hash, seed, len(DB)))
    return b"\0" + _xor(seed, mgf1(mgf_hash, masked_db, len(seed))) + masked_db


def eme_oaep_decode(hash_name: str, mgf_hash: str, EM: bytes, label: bytes) -> bytes | None:
    """Section 7.1.2 step 3: the message, or None; every fault is found out before any is acted on."""
    l_hash = constructor(hash_name)(label).digest()
    h_len = len(l_hash)
    masked_seed, masked_db = EM[1 : h_len + 1], EM[h_len + 1 :]
    seed = _xor(masked_seed, mgf1(mgf_hash, masked_db, h_len))
    DB = _xor(masked_db, mgf1(mgf_hash, seed, len(masked_db)))
    rest = DB[h_len:].lstrip(b"\0")
    good = (EM[0] == 0) & compare_digest(DB[:h_len], l_hash) & (rest[:1] == b"\1")
    return (None, rest[1:])[good]
