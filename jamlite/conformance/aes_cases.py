"""Runners of AES, its modes, and Fernet."""

from __future__ import annotations

from ..crypto import aes, aes_cbc, aes_ctr, aes_gcm, aes_kw, fernet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

    from .family import Family, Operation, Outputs


def _cipher(run: Callable[[bytes, bytes], bytes], result: str) -> Operation:
    def operation(key: bytes, data: bytes) -> Outputs:
        return {result: run(key, data)}

    return operation


def _cipher_with_iv(run: Callable[[bytes, bytes, bytes], bytes], result: str) -> Operation:
    def operation(key: bytes, iv: bytes, data: bytes) -> Outputs:
        return {result: run(key, iv, data)}

    return operation


def _gcm_encrypt(key: bytes, iv: bytes, plaintext: bytes, aad: bytes) -> Outputs:
    ciphertext, tag = aes_gcm.encrypt(key, iv, plaintext, aad)
    return {"ciphertext": ciphertext, "tag": tag}


def _gcm_decrypt(key: bytes, iv: bytes, ciphertext: bytes, aad: bytes, tag: bytes) -> Outputs:
    return {"plaintext": aes_gcm.decrypt(key, iv, ciphertext, aad, tag)}


def _fernet_encrypt(key: str | list[str], data: bytes, now: int, iv: bytes | None = None) -> Outputs:
    # A case without an iv is judged by opening it.
    return {"token": fernet.encrypt(key, data, now=now, iv=iv)}


def _fernet_decrypt(
    key: str | list[str], token: str, ttl: int | None = None, now: int | None = None
) -> Outputs:
    return {"data": fernet.decrypt(key, token, ttl=ttl, now=now)}


FAMILIES: dict[str, Family] = {
    "AES": {
        "encrypt": _cipher(aes.encrypt_blocks, "ciphertext"),
        "decrypt": _cipher(aes.decrypt_blocks, "plaintext"),
    },
    "AES-CBC": {
        "encrypt": _cipher_with_iv(aes_cbc.encrypt, "ciphertext"),
        "decrypt": _cipher_with_iv(aes_cbc.decrypt, "plaintext"),
        "encrypt_unpadded": _cipher_with_iv(aes_cbc.encrypt_unpadded, "ciphertext"),
        "decrypt_unpadded": _cipher_with_iv(aes_cbc.decrypt_unpadded, "plaintext"),
    },
    "AES-CTR": {
        "encrypt": _cipher_with_iv(aes_ctr.encrypt, "ciphertext"),
        "decrypt": _cipher_with_iv(aes_ctr.decrypt, "plaintext"),
    },
    "AES-GCM": {"encrypt": _gcm_encrypt, "decrypt": _gcm_decrypt},
    "AES-KW": {
        "wrap": _cipher(aes_kw.wrap, "wrapped"),
        "unwrap": _cipher(aes_kw.unwrap, "plaintext"),
    },
    "AES-KWP": {
        "wrap": _cipher(aes_kw.wrap_padded, "wrapped"),
        "unwrap": _cipher(aes_kw.unwrap_padded, "plaintext"),
    },
    "Fernet": {"encrypt": _fernet_encrypt, "decrypt": _fernet_decrypt},
}
