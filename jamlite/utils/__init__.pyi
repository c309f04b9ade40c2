# The names of this path for type checkers; jam/aliases.py serves them at run time.

from ..driver import (
    settle as await_maybe,
)
from ..encoding.basic_auth import (
    basic_auth_decode,
    basic_auth_encode,
)
from ..jam.key_makers import (
    generate_aes_key,
    generate_ec_keypair,
    generate_ecdsa_keypair,
    generate_ecdsa_p384_keypair,
    generate_ed448_keypair,
    generate_ed25519_keypair,
    generate_otp_key,
    generate_rsa_key_pair,
    generate_symmetric_key,
    generate_x448_keypair,
    generate_x25519_keypair,
    otp_key_from_string,
)
from ..jam.old_utils import (
    xor_my_data,
)
from ..jam.salt_hashes import (
    check_password,
    deserialize_hash,
    hash_password,
    serialize_hash,
)
from ..passwords import (
    needs_rehash,
    password_hash,
    password_verify,
)
from ..passwords import password_verify as verify_password

__all__ = [
    "await_maybe",
    "basic_auth_decode",
    "basic_auth_encode",
    "check_password",
    "deserialize_hash",
    "generate_aes_key",
    "generate_ec_keypair",
    "generate_ecdsa_keypair",
    "generate_ecdsa_p384_keypair",
    "generate_ed448_keypair",
    "generate_ed25519_keypair",
    "generate_otp_key",
    "generate_rsa_key_pair",
    "generate_symmetric_key",
    "generate_x448_keypair",
    "generate_x25519_keypair",
    "hash_password",
    "needs_rehash",
    "otp_key_from_string",
    "password_hash",
    "password_verify",
    "serialize_hash",
    "verify_password",
    "xor_my_data",
]
