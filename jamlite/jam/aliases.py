"""Jam's import paths: one table from each path to the file that holds the things now.

A module asks through `optional.alias`. A row of the table is a path inside the package; it has, for each
file, the names that Jam has at that path. `PASETO=BasePASETO` means that the file calls it BasePASETO.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any, Callable


def find(path: str, name: str) -> Any:
    """Return what Jam calls `name` at `path` ("jose.utils"), or None if Jam has no such name there.

    `__all__` gives the names at a path, for `from jamlite.jose.lists import *`.
    """
    if name == "__all__" and path in _TABLE:  # the import system asks a module's __getattr__ for it
        return names_at(path)
    for load, names in _TABLE.get(path, {}).items():
        for entry in names.split():
            here, _, there = entry.partition("=")
            if here == name:
                return getattr(load(), there or here)  # not kept here: the module that asked keeps it
    return None


def paths() -> list[str]:
    """Return the paths of the table."""
    return sorted(_TABLE)


def names_at(path: str) -> list[str]:
    """Return the names at a path that do not begin with an underscore."""
    entries = " ".join(_TABLE[path].values()).split()
    # `import *` would bind Jam's dunder names.
    return sorted(entry.partition("=")[0] for entry in entries if not entry.startswith("_"))


# --- the files, each loaded when one of its names is asked for ------------------------------------------


def _base_jam() -> ModuleType:
    from . import base_jam

    return base_jam


def _awaitable_types() -> ModuleType:
    from . import awaitable_types

    return awaitable_types


def _basic_auth() -> ModuleType:
    from ..encoding import basic_auth

    return basic_auth


def _driver() -> ModuleType:
    from .. import driver

    return driver


def _events() -> ModuleType:
    from . import events

    return events


def _facade() -> ModuleType:
    from . import facade

    return facade


def _jwe_module() -> ModuleType:
    from . import jwe_module

    return jwe_module


def _jwk_set() -> ModuleType:
    from ..jose import jwk_set

    return jwk_set


def _jwk_types() -> ModuleType:
    from . import jwk_types

    return jwk_types


def _jws_module() -> ModuleType:
    from . import jws_module

    return jws_module


def _jwt_module() -> ModuleType:
    from . import jwt_module

    return jwt_module


def _key_makers() -> ModuleType:
    from . import key_makers

    return key_makers


def _list_kinds() -> ModuleType:
    from ..lists import list_kinds

    return list_kinds


def _token_list() -> ModuleType:
    from ..lists import token_list

    return token_list


def _oauth2_client() -> ModuleType:
    from ..oauth2 import client

    return client


def _oauth2_transport() -> ModuleType:
    from ..oauth2 import transport

    return transport


def _oauth2_clients() -> ModuleType:
    from . import oauth2_clients

    return oauth2_clients


def _old_encodings() -> ModuleType:
    from . import old_encodings

    return old_encodings


def _old_jwt() -> ModuleType:
    from . import old_jwt

    return old_jwt


def _old_utils() -> ModuleType:
    from . import old_utils

    return old_utils


def _otp_config() -> ModuleType:
    from . import otp_config

    return otp_config


def _paseto_module() -> ModuleType:
    from . import paseto_module

    return paseto_module


def _phc_strings() -> ModuleType:
    from ..passwords import phc_strings

    return phc_strings


def _redacting_logger() -> ModuleType:
    from . import redacting_logger

    return redacting_logger


def _salt_hashes() -> ModuleType:
    from . import salt_hashes

    return salt_hashes


def _serializers() -> ModuleType:
    from . import serializers

    return serializers


def _session_kinds() -> ModuleType:
    from ..sessions import session_kinds

    return session_kinds


def _session_base() -> ModuleType:
    from ..sessions import base

    return base


_TABLE: dict[str, dict[Callable[[], ModuleType], str]] = {
    "": {
        _facade: "Jam",
        _base_jam: "BaseJam",
        _serializers: "BaseEncoder",
        _redacting_logger: "BaseLogger",
    },
    "aio.jwt": {_old_jwt: "create_instance"},
    # Jam's own tests patch the name at this path.
    "aio.oauth2.client": {_oauth2_transport: "HTTPSConnection"},
    "encoders": {_serializers: "BaseEncoder JsonEncoder MsgspecJsonEncoder"},
    "instance": {
        _facade: "Jam",
        _base_jam: "BaseJam",
    },
    "jose": {
        _jwt_module: "BaseJWT JWT create_instance create_jwt_instance",
        _jws_module: "JWS create_jws_instance",
        _jwe_module: "JWE create_jwe_instance",
        _jwk_types: "JWKEC JWKOct JWKRSA",
    },
    "jose.jwe": {_jwe_module: "JWE"},
    "jose.jwk": {
        _jwk_types: "JWKCommon JWKEC JWKOct JWKRSA",
        _jwk_set: "JWKSet",
        _jws_module: "JWS",
    },
    "jose.jws": {_jws_module: "JWS"},
    "jose.jwt": {
        _jwt_module: "BaseJWT JWT",
        _jws_module: "JWS",
        _jwe_module: "JWE",
    },
    "jose.lists": {
        _token_list: "BaseJWTList=TokenList",
        _list_kinds: "JSONList MemoryList RedisList SQLiteList",
    },
    "jose.lists.json": {_token_list: "BaseJWTList=TokenList", _list_kinds: "JSONList"},
    "jose.lists.memory": {_token_list: "BaseJWTList=TokenList", _list_kinds: "MemoryList"},
    "jose.lists.redis": {_token_list: "BaseJWTList=TokenList", _list_kinds: "RedisList"},
    "jose.utils": {
        _old_encodings: "__base64url_decode__=base64url_decode __base64url_encode__=base64url_encode",
    },
    "jwt": {
        _jwt_module: "BaseJWT",
        _old_jwt: "JWT create_instance",
    },
    "jwt.lists": {_token_list: "BaseJWTList=TokenList", _list_kinds: "JSONList MemoryList RedisList"},
    "jwt.lists.json": {_token_list: "BaseJWTList=TokenList", _list_kinds: "JSONList"},
    "jwt.lists.redis": {_token_list: "BaseJWTList=TokenList", _list_kinds: "RedisList"},
    "jwt.module": {
        _jwt_module: "BaseJWT",
        _old_jwt: "JWT JamJWTValidationError create_instance",
    },
    "jwt.utils": {_old_encodings: "base64url_decode base64url_encode"},
    "logger": {_redacting_logger: "BaseLogger JamLogger logger redact"},
    "oauth2": {
        _oauth2_clients: """BUILTIN_PROVIDERS BaseOAuth2Client GitHubOAuth2Client GitLabOAuth2Client
            GoogleOAuth2Client YandexOAuth2Client build_clients create_instance""",
    },
    "oauth2.builtin.github": {
        _oauth2_clients: "GitHubOAuth2Client",
        _oauth2_client: "OAuth2Client",
    },
    "oauth2.builtin.gitlab": {
        _oauth2_clients: "GitLabOAuth2Client",
        _oauth2_client: "OAuth2Client",
    },
    "oauth2.builtin.google": {
        _oauth2_clients: "GoogleOAuth2Client",
        _oauth2_client: "OAuth2Client",
    },
    "oauth2.builtin.yandex": {
        _oauth2_clients: "YandexOAuth2Client",
        _oauth2_client: "OAuth2Client",
    },
    "oauth2.client": {_oauth2_clients: "BaseOAuth2Client", _oauth2_transport: "HTTPSConnection"},
    "otp": {_otp_config: "OTPConfig create_instance", _redacting_logger: "BaseLogger logger"},
    "sessions": {_serializers: "BaseEncoder JsonEncoder", _redacting_logger: "BaseLogger logger"},
    "paseto": {
        _paseto_module: """BasePASETO PASETO=BasePASETO PASETOv1 PASETOv2 PASETOv3 PASETOv4
            create_instance""",
    },
    "paseto.utils": {
        _old_encodings: """__b64url_nopad__=base64url_encode __gen_hash__=gen_hash
            __pae__=pre_authentication_encoding base64url_decode=decode_bytes
            base64url_encode=encode_to_bytes payload_maker""",
    },
    "paseto.v1": {_paseto_module: "BasePASETO PASETO=BasePASETO PASETOv1"},
    "paseto.v2": {_paseto_module: "BasePASETO PASETO=BasePASETO PASETOv2"},
    "paseto.v3": {_paseto_module: "BasePASETO PASETO=BasePASETO PASETOv3"},
    "paseto.v4": {_paseto_module: "BasePASETO PASETO=BasePASETO PASETOv4"},
    "plugins": {_events: "BasePlugin JAM_VERSION METHODS attach emit"},
    "sessions.json": {_session_base: "BaseSessionModule", _session_kinds: "JSONSessions"},
    "sessions.redis": {_session_base: "BaseSessionModule", _session_kinds: "RedisSessions"},
    "utils": {
        _driver: "await_maybe=settle",  # Jam has it at `utils` and at `utils.await_maybe`
        _basic_auth: "basic_auth_decode basic_auth_encode",
        _salt_hashes: "check_password deserialize_hash hash_password serialize_hash",
        _key_makers: """generate_aes_key generate_ec_keypair generate_ecdsa_keypair
            generate_ecdsa_p384_keypair generate_ed25519_keypair
            generate_ed448_keypair generate_otp_key generate_rsa_key_pair
            generate_symmetric_key generate_x25519_keypair generate_x448_keypair
            otp_key_from_string""",
        _phc_strings: "needs_rehash password_hash password_verify verify_password=password_verify",
        _old_utils: "xor_my_data",
    },
    "utils.aes": {_key_makers: "generate_aes_key"},
    "utils.await_maybe": {
        _driver: "await_maybe=settle",
        _awaitable_types: "AsyncIteratorOrIterator AwaitableOrValue",
    },
    "utils.basic_auth": {_basic_auth: "basic_auth_decode basic_auth_encode"},
    "utils.config_maker": {
        _old_utils: """GENERIC_POINTER __apply_jwt_config_migration__ __config_maker__ __json_config_parser
            __key_loader__ __module_loader__ __toml_config_parser __yaml_config_parser""",
    },
    "utils.ed": {
        _key_makers: """generate_ecdsa_keypair generate_ecdsa_p384_keypair generate_ed25519_keypair""",
    },
    "utils.otp_keys": {_key_makers: "generate_otp_key otp_key_from_string"},
    "utils.rsa": {_key_makers: "generate_rsa_key_pair"},
    "utils.salt_hash": {_salt_hashes: "check_password deserialize_hash hash_password serialize_hash"},
    "utils.symmetric": {
        _key_makers: """generate_aes_key generate_otp_key generate_symmetric_key otp_key_from_string""",
    },
    "utils.version_check": {_old_utils: "__is_compatible__"},
    "utils.xchacha20poly1305": {_old_utils: "xchacha20poly1305_decrypt xchacha20poly1305_encrypt"},
    "utils.xor": {_old_utils: "xor_my_data"},
}
