"""Steps of a Fernet token (the Fernet specification)."""

from __future__ import annotations

import base64
import binascii

from ..plain import plain_hmac, plain_modes
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .explain_options import Options


def explain_fernet(explanation: Explanation, token: str, key: str | bytes | None, options: Options) -> None:
    """Explain a Fernet token (the Fernet specification)."""
    import datetime

    try:
        # Validate: b64decode drops other characters otherwise.
        data = base64.b64decode(token.encode(), b"-_", validate=True)
    except (ValueError, binascii.Error):
        data = b""
    # Version 1, time 8, IV 16, HMAC 32; the rest in blocks of 16.
    if len(data) < 73 or data[0] != 0x80 or (len(data) - 57) % 16:
        explanation.add(
            "Decode the token", "Fernet specification", verdict=False, note="It is no Fernet token."
        )
        return
    seconds = int.from_bytes(data[1:9], "big")
    # `fromtimestamp` ends with the year 3000 on Windows.
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    # 2^37 seconds: the year 6325; a forged time may be beyond the calendar.
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
    _open_fernet(explanation, data, key, token)


def _open_fernet(explanation: Explanation, data: bytes, key: str | bytes | None, token: str) -> None:
    from ..crypto import fernet

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
    right = counted == tag  # no secret is compared here: whoever sees this has the key
    explanation.add(
        "Compare the HMAC",
        "Fernet specification, Verifying, step 5",
        [Value("HMAC'", counted, secret=not right)],  # a right tag of a forged token would make it valid
        formula="HMAC-SHA256(signing key, everything before the HMAC)",
        verdict=right,
        function="crypto/hmac.py: digest",
    )
    plaintext = None
    if right:
        plaintext = plain_modes.cbc_decrypt(encryption, iv, ciphertext)
        explanation.add(
            "Decrypt with AES-128-CBC",
            "Fernet specification, Verifying, step 6",
            [Value("plaintext", plaintext)],
            function="crypto/aes_cbc.py: decrypt",
        )
    explanation.ask("crypto/fernet.py: decrypt", lambda: fernet.decrypt(key, token), plaintext)
