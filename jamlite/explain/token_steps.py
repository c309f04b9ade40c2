"""Steps of a Fernet token and of a password hash."""

from __future__ import annotations

import base64
import binascii

from ..exceptions.base import JamError
from ..plain import plain_hmac, plain_modes
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def explain_fernet(explanation: Explanation, token: str, key: Any, options: Any) -> None:
    """Explain a Fernet token (the Fernet specification)."""
    import datetime

    try:
        data = base64.b64decode(token.encode(), b"-_", validate=True)
    except (ValueError, binascii.Error):
        data = b""
    if len(data) < 73 or data[0] != 0x80 or (len(data) - 57) % 16:
        explanation.add(
            "Decode the token", "Fernet specification", verdict=False, note="It is no Fernet token."
        )
        return
    seconds = int.from_bytes(data[1:9], "big")
    # `fromtimestamp` ends with the year 3000 on Windows.
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    moment = epoch + datetime.timedelta(seconds=min(seconds, 1 << 37))
    iv, ciphertext, tag = data[9:25], data[25:-32], data[-32:]
    explanation.add(
        "Take the token apart",
        "Fernet specification, Token Format",
        [
            Value("version", data[:1]),
            Value("timestamp", f"{seconds} ({moment:%Y-%m-%d %H:%M:%S} UTC)"),
            Value("iv", iv),
            Value("ciphertext", ciphertext),
            Value("HMAC", tag),
        ],
        formula="80 || timestamp || iv || ciphertext || HMAC",
        function="crypto/fernet.py: decrypt",
    )
    _open_fernet(explanation, data, key)


def _open_fernet(explanation: Explanation, data: bytes, key: Any) -> None:
    iv, ciphertext, tag = data[9:25], data[25:-32], data[-32:]
    if key is None:
        explanation.missing.append("the Fernet key.")
        return
    try:
        octets = base64.b64decode(key if isinstance(key, bytes) else str(key).encode(), b"-_", validate=True)
    except (ValueError, binascii.Error):
        octets = b""
    if len(octets) != 32:
        explanation.add(
            "Read the key",
            "Fernet specification, Key Format",
            verdict=False,
            note="A Fernet key has 32 bytes.",
        )
        return
    signing, encryption = octets[:16], octets[16:]
    explanation.add(
        "Split the key",
        "Fernet specification, Key Format",
        [Value("signing key", signing, secret=True), Value("encryption key", encryption, secret=True)],
    )
    counted = plain_hmac.hmac("sha256", signing, data[:-32])
    right = counted == tag
    explanation.add(
        "Compare the HMAC",
        "Fernet specification, Verifying, step 5",
        [Value("HMAC'", counted, secret=not right)],
        formula="HMAC-SHA256(signing key, everything before the HMAC)",
        verdict=right,
        function="crypto/hmac.py: digest",
    )
    if right:
        plaintext = plain_modes.cbc_decrypt(encryption, iv, ciphertext)
        explanation.add(
            "Decrypt with AES-128-CBC",
            "Fernet specification, Verifying, step 6",
            [Value("plaintext", plaintext)],
            function="crypto/aes_cbc.py: decrypt",
        )


def explain_password(explanation: Explanation, text: str, options: Any) -> None:
    """Explain a password hash: what made it, what it costs, and whether the password fits."""
    from ..passwords import password_verify

    fields = text.strip("$").split("$")
    names = ["scheme", *(f"field {n}" for n in range(2, len(fields) + 1))]
    explanation.add(
        "Take the text apart at its dollar signs",
        "PHC string format",
        [Value(name, field) for name, field in zip(names, fields)],
        function="passwords/phc_strings.py: password_verify",
        note="The scheme, its cost, the salt and the hash. None of it is secret, and a stolen one can be "
        "guessed at: the cost says how slowly.",
    )
    if options.password is None:
        explanation.missing.append("the password (--password).")
        return
    try:
        right = password_verify(options.password, text)
    except JamError as error:
        explanation.add("Derive the hash again and compare", "", verdict=False, note=error.message)
        return
    explanation.add(
        "Derive the hash again and compare",
        "RFC 8018 section 5.2; RFC 7914; RFC 9106",
        verdict=right,
        function="passwords/phc_strings.py: password_verify",
        note="Deriving is done by the fast code here; plain/plain_kdf.py shows how.",
    )
