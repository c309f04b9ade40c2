"""Small tools that only Jam's users call, under Jam's names. New code uses what stands behind them."""

from __future__ import annotations

from ..crypto import xchacha20_poly1305
from ..encoding.checks import octets
from ..exceptions.base import JamTypeError, JamValidationError
from ..exceptions.crypto import JamDecryptionError
from .config_files import GENERIC_POINTER, load_config
from .config_files import load_key as __key_loader__
from .config_sections import move_old_jwt
from .dotted import load_dotted as __module_loader__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject

__all__ = [
    "GENERIC_POINTER",
    "__apply_jwt_config_migration__",
    "__config_maker__",
    "__is_compatible__",
    "__json_config_parser",
    "__key_loader__",
    "__module_loader__",
    "__toml_config_parser",
    "__yaml_config_parser",
    "xchacha20poly1305_decrypt",
    "xchacha20poly1305_encrypt",
    "xor_my_data",
]


def __config_maker__(config: str | JsonObject, pointer: str = GENERIC_POINTER) -> JsonObject:
    """Return a configuration as it is written, with an old `jwt` section at `jose.jwt` too."""
    return __apply_jwt_config_migration__(load_config(config, pointer))


def __apply_jwt_config_migration__(config: JsonObject) -> JsonObject:
    """Put an old `jwt` section at `jose.jwt` too, unless one is there; return the same dict."""
    has_old, old = "jwt" in config, config.get("jwt")
    move_old_jwt(config)
    if has_old:
        config["jwt"] = old  # Jam leaves the old section there; `normalise` would refuse it
    return config


def __yaml_config_parser(path: str, pointer: str = GENERIC_POINTER) -> JsonObject:
    """Return a section of a YAML file."""
    return load_config(path, pointer)


def __toml_config_parser(path: str = "pyproject.toml", pointer: str = GENERIC_POINTER) -> JsonObject:
    """Return a section of a TOML file."""
    return load_config(path, pointer)


def __json_config_parser(path: str, encoder: object = None) -> JsonObject:
    """Return a whole JSON file; `encoder` has no effect."""
    return load_config(path, "")  # Jam's JSON reader takes no pointer


def __is_compatible__(current: str, required: str) -> bool:
    """Tell whether `current` has the major number of `required` and is not older.

    Raises:
        JamValidationError: a version is not dotted numbers; what follows them ("rc1") does not count.
    """
    have, want = _version_numbers(current), _version_numbers(required)
    return have[0] == want[0] and have >= want  # Jam's rule for plugins


def _version_numbers(version: str) -> tuple[int, int, int]:
    parts = version.split(".") if isinstance(version, str) else []
    numbers = []
    for part in parts[:3]:
        digits = len(part) - len(part.lstrip("0123456789"))
        if not 0 < digits < 10:  # int() of a long text is work
            break
        numbers.append(int(part[:digits]))
        if digits < len(part):
            break
    if not numbers:
        raise JamValidationError("a version must be dotted numbers, such as 3.2.0")
    numbers += [0, 0]  # "3" is 3.0.0
    return numbers[0], numbers[1], numbers[2]


def xchacha20poly1305_encrypt(key: bytes, nonce: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Return ciphertext and 16-byte tag; a 32-byte key, a 24-byte nonce never used before with it."""
    return b"".join(xchacha20_poly1305.encrypt(key, nonce, plaintext, aad))


def xchacha20poly1305_decrypt(key: bytes, nonce: bytes, ciphertext: bytes, aad: bytes) -> bytes:
    """Return the plaintext of ciphertext and tag.

    Raises:
        JamDecryptionError: it was not made with this key, nonce and aad.
        JamCryptoError: wrong type, or wrong size of key or nonce.
    """
    data = octets(ciphertext, "ciphertext")
    if len(data) < 16:
        raise JamDecryptionError()
    return xchacha20_poly1305.decrypt(key, nonce, data[:-16], aad, data[-16:])


def xor_my_data(data: str, key: str) -> str:
    """Return the hex of the UTF-8 octets of `data` XOR those of `key`, repeated.

    Not its own inverse: the result is hex text. Kept for Jam's test doubles; secures nothing.

    Raises:
        JamTypeError: not two strings.
        JamValidationError: an empty key, or text that has no UTF-8 form.
    """
    if not isinstance(data, str) or not isinstance(key, str):
        raise JamTypeError("data and key must be str")
    try:
        text, pad = data.encode(), key.encode()
    except UnicodeEncodeError:
        raise JamValidationError("data and key must be text that UTF-8 can express") from None
    if not pad:
        raise JamValidationError("the key must not be empty")
    # Jam's result, which is text in hex.
    return bytes(octet ^ pad[i % len(pad)] for i, octet in enumerate(text)).hex()
