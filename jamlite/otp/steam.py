"""Steam Guard codes: TOTP with SHA-1 and 30 seconds, spelt in five characters of Steam's alphabet.

Steam hands its `shared_secret` out in Base64; decode it and give the bytes.
"""

from __future__ import annotations

from ..exceptions.base import JamOTPError
from .parameters import STEAM_LENGTH
from .totp import TOTP

ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"  # without the characters that look like others


class SteamGuard(TOTP):
    """Codes of the Steam mobile authenticator; the methods are TOTP's."""

    __slots__ = ()

    _LENGTHS = (STEAM_LENGTH, STEAM_LENGTH)

    def __init__(self, secret: bytes | str) -> None:
        super().__init__(secret, STEAM_LENGTH)

    def provisioning_uri(
        self, name: str, issuer: str = "", type_: str | None = None, counter: int | None = None
    ) -> str:
        """Refuse: the otpauth format has no word for Steam's alphabet."""
        raise JamOTPError("the otpauth format has no word for Steam Guard; give the user the secret itself")

    def _code(self, counter: int) -> str:
        value = self._value(counter)  # the 31 bits of RFC 4226; only the spelling is Steam's
        code = ""
        for _ in range(STEAM_LENGTH):  # the least significant character comes first
            value, digit = divmod(value, len(ALPHABET))
            code += ALPHABET[digit]
        return code

    def _is_code(self, code: str) -> bool:
        return len(code) == STEAM_LENGTH and all(char in ALPHABET for char in code)
