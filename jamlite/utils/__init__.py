"""Small tools under Jam's names: key makers, password hashing, basic authentication.

May import: exceptions, encoding, crypto, keys. Touches: nothing (`config_maker` reads what `config` reads).
Importing this module loads none of its files; names arrive on first use (PEP 562).
"""

from __future__ import annotations

_WHERE = {
    "await_maybe": "await_maybe",
    "basic_auth_decode": "basic_auth",
    "basic_auth_encode": "basic_auth",
    "check_password": "passwords",
    "deserialize_hash": "passwords",
    "generate_aes_key": "symmetric",
    "generate_ec_keypair": "key_pairs",
    "generate_ecdsa_keypair": "key_pairs",
    "generate_ecdsa_p384_keypair": "key_pairs",
    "generate_ed25519_keypair": "key_pairs",
    "generate_ed448_keypair": "key_pairs",
    "generate_otp_key": "symmetric",
    "generate_rsa_key_pair": "key_pairs",
    "generate_symmetric_key": "symmetric",
    "generate_x25519_keypair": "key_pairs",
    "generate_x448_keypair": "key_pairs",
    "hash_password": "passwords",
    "needs_rehash": "passwords",
    "otp_key_from_string": "symmetric",
    "password_hash": "passwords",
    "password_verify": "passwords",
    "serialize_hash": "passwords",
    "xor_my_data": "xor",
}
__all__ = list(_WHERE)


def __getattr__(name: str) -> object:
    if name in _WHERE:
        from importlib import import_module

        value: object = getattr(import_module(f".{_WHERE[name]}", __name__), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *_WHERE])
