"""Google Authenticator's export: otpauth-migration://offline?data=..., read and written.

`data` is base64 of a protobuf message (developers.google.com/protocol-buffers, encoding):

    payload   1: account (repeated)  2: version, 1  3: number of batches  4: index of this one  5: their id
    account   1: secret  2: name  3: issuer  4: algorithm  5: digits  6: type  7: counter

Numbers stand for words: algorithm 1 SHA1, 2 SHA256, 3 SHA512, 4 MD5; digits 1 six, 2 eight; type 1 hotp,
2 totp; 0 is the app's default. A period is always 30 seconds.
"""

from __future__ import annotations

import binascii

from ..exceptions.base import JamOTPError
from .key_uri import KeyURI
from .otpauth_uri import quoted
from .parameters import integer, utf8

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable, Iterator, Union

    Fields = Iterator[tuple[int, Union[int, bytes]]]

MAX_URI = 1 << 16  # far above what one QR code can hold
MAX_ACCOUNTS = 1000
PER_CODE = 10  # accounts in one QR code, as the app itself writes them
_PREFIX = "otpauth-migration://offline?data="
# 0 stands for a field that is not written: proto3 leaves out zeros.
_DIGESTS = {0: "sha1", 1: "sha1", 2: "sha256", 3: "sha512"}
_DIGITS = {0: 6, 1: 6, 2: 8}
_TYPES = {0: "totp", 1: "hotp", 2: "totp"}


def parse_migration(*uris: str, partial: bool = False) -> list[KeyURI]:
    """Return the accounts of an export, in their order.

    Args:
        uris: every URI of the export, in any order: the app writes one QR code for ten accounts.
        partial: True also takes some of several.

    Raises:
        JamOTPError: not such a URI, a damaged one, URIs of two exports, or one of several is absent.
    """
    if not uris:
        raise JamOTPError("no otpauth-migration URI was given")
    batches: dict[int, list[KeyURI]] = {}
    ids, total = set(), 1
    for uri in uris:
        accounts, size, index, identity = _read_payload(_data(uri))
        ids.add(identity)
        total = max(total, size)  # each URI repeats it
        batches[index] = accounts
    if len(ids) > 1:  # else two exports would be mixed, and the count would seem right
        raise JamOTPError("the otpauth-migration URIs are not of one export")
    if len(batches) < total and not partial:
        raise JamOTPError(f"the export has {total} QR codes, {len(batches)} were given")
    return [account for index in sorted(batches) for account in batches[index]]


def migration_uris(
    accounts: Iterable[KeyURI], *, per_code: int = PER_CODE, batch_id: int | None = None
) -> list[str]:
    """Return the URIs of an export that Google Authenticator imports, one for each QR code. They are secrets.

    Args:
        accounts: what `parse_uri` returns, or KeyURI(...) of your own; at most 1000.
        per_code: accounts in one URI.
        batch_id: what ties the URIs of one export together, 0 to 2^31-1; None draws it.

    Raises:
        JamOTPError: no account, or one that the export has no words for: a period that is not 30, a
            number of digits that is not 6 or 8, Steam, a counter from 2^63 on.
    """
    if not hasattr(accounts, "__iter__"):  # one account, for example
        raise JamOTPError(f"the accounts are a list of KeyURI, got {type(accounts).__name__}")
    listed = list(accounts)
    # No account: the app would show an empty import.
    integer(len(listed), "the number of accounts", 1, MAX_ACCOUNTS)
    size = integer(per_code, "per_code", 1, MAX_ACCOUNTS)
    groups = [listed[start : start + size] for start in range(0, len(listed), size)]
    if batch_id is None:
        from ..crypto.randomness import random_bytes

        batch_id = int.from_bytes(random_bytes(4), "big") >> 1  # int32 in the app's message: never negative
    integer(batch_id, "batch_id", 0, (1 << 31) - 1)
    uris = []
    for index, group in enumerate(groups):
        payload = b"".join([_field(1, _account(account)) for account in group])
        payload += _field(2, 1) + _field(3, len(groups)) + _field(4, index) + _field(5, batch_id)
        uris.append(_PREFIX + quoted(binascii.b2a_base64(payload, newline=False).decode("ascii")))
    return uris


# --- reading ----------------------------------------------------------------------------------


def _data(uri: object) -> bytes:
    """Return the message in a URI: base64 or base64url, percent-encoded or not, with or without padding."""
    if not isinstance(uri, str):
        raise JamOTPError(f"an otpauth-migration URI must be str, got {type(uri).__name__}")
    uri = uri.strip().strip("\"'")
    if len(uri) > MAX_URI:
        raise JamOTPError(f"an otpauth-migration URI has at most {MAX_URI} characters")
    head, equals, text = uri.partition("&")[0].partition("data=")
    if not equals or head.lower() != _PREFIX[:-5]:
        raise JamOTPError(f"this is not an export of Google Authenticator: {_PREFIX}...")
    from urllib.parse import unquote

    # A `+` that was not percent-encoded may have become a blank on its way.
    text = unquote(text).replace(" ", "+").replace("-", "+").replace("_", "/").rstrip("=")
    # Strict before a2b_base64, which skips foreign characters in silence.
    if not text.isascii() or not text.replace("+", "").replace("/", "").isalnum() or len(text) % 4 == 1:
        raise _damaged()
    return binascii.a2b_base64(text + "=" * (-len(text) % 4))


def _read_payload(data: bytes) -> tuple[list[KeyURI], int, int, int]:
    """Return (accounts, number of batches, index of this one, id of the export)."""
    accounts, numbers = [], {3: 1, 4: 0, 5: 0}
    for field, value in _fields(data):
        if field == 1 and isinstance(value, bytes):
            accounts.append(_read_account(value))
        elif field in numbers and isinstance(value, int):
            numbers[field] = value
    size, index = numbers[3] or 1, numbers[4]  # an export of one code may leave the count out
    if not accounts or len(accounts) > MAX_ACCOUNTS or size > MAX_ACCOUNTS or index >= size:
        raise _damaged()
    return accounts, size, index, numbers[5]


def _read_account(data: bytes) -> KeyURI:
    texts, numbers = {1: b"", 2: b"", 3: b""}, {4: 0, 5: 0, 6: 0, 7: 0}
    for field, value in _fields(data):
        if field in texts and isinstance(value, bytes):
            texts[field] = value
        elif field in numbers and isinstance(value, int):
            numbers[field] = value
    if numbers[4] == 4:
        raise JamOTPError("an account of the export uses MD5, which is not supported")
    if numbers[4] not in _DIGESTS or numbers[5] not in _DIGITS or numbers[6] not in _TYPES:
        raise _damaged()
    name, issuer = (texts[field].decode("utf-8", "replace") for field in (2, 3))  # only shown to people
    prefix, colon, rest = name.partition(":")
    if colon and issuer in ("", prefix):  # the app repeats the issuer in the name, as a label does
        name, issuer = rest.strip(), prefix
    return KeyURI(
        _TYPES[numbers[6]],
        name,
        issuer,
        texts[1],
        digest=_DIGESTS[numbers[4]],
        digits=_DIGITS[numbers[5]],
        counter=numbers[7] if numbers[6] == 1 else 0,  # a totp counts nothing
    )


def _fields(data: bytes) -> Fields:
    """Yield (number, value) of each field of a message: int of a varint, bytes of what has a length."""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            number, at = _varint(data, at)
            yield key >> 3, number
            continue
        # Fixed 64 and 32 bits are skipped; the group types 3 and 4 get a length that cannot be.
        length, at = _varint(data, at) if kind == 2 else ({1: 8, 5: 4}.get(kind, len(data) + 1), at)
        if at + length > len(data):
            raise _damaged()
        if kind == 2:
            yield key >> 3, data[at : at + length]
        at += length


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """Return (number, place behind it): 7 bits a byte, the lowest first, at most 10 bytes."""
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(data):
            break
        byte, at = data[at], at + 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & ((1 << 64) - 1), at  # protobuf: a negative int32 has ten bytes; the rest is cut
    raise _damaged()


# --- writing ----------------------------------------------------------------------------------


def _account(account: object) -> bytes:
    if not isinstance(account, KeyURI):
        raise JamOTPError(f"an account must be a KeyURI, got {type(account).__name__}")
    if account.type == "steam" or account.interval != 30 or account.digits not in (6, 8):
        raise JamOTPError(
            "an export of Google Authenticator holds totp and hotp with 6 or 8 digits and 30 seconds only"
        )
    kind = 1 if account.type == "hotp" else 2
    message = _field(1, account.secret)
    message += _field(2, utf8(account.name, "a name")) + _field(3, utf8(account.issuer, "a name"))
    digest = ("sha1", "sha256", "sha512").index(account.digest) + 1
    # Digits: 6 -> 1, 8 -> 2.
    message += _field(4, digest) + _field(5, account.digits // 2 - 2) + _field(6, kind)
    return (
        message + _field(7, integer(account.counter, "the counter", 0, (1 << 63) - 1))
        if kind == 1
        else message
    )


def _field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return _number(number << 3) + _number(value)
    return _number(number << 3 | 2) + _number(len(value)) + value


def _number(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _damaged() -> JamOTPError:
    return JamOTPError("the otpauth-migration URI is damaged or cut short")
