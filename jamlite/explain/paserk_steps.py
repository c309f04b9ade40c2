"""Steps of a PASERK (the PASERK specification): version, type, and what the rest holds."""

from __future__ import annotations

import hashlib

from ..encoding import base64url
from ..exceptions.base import JamError
from ..plain import plain_hmac
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HOLDS = {
    "local": "a secret key for local tokens; never show it",
    "public": "a public key",
    "secret": "a private key; never show it",
    "lid": "the name of a local key",
    "pid": "the name of a public key",
    "sid": "the name of a secret key",
    "local-wrap": "a local key, wrapped by another key",
    "secret-wrap": "a secret key, wrapped by another key",
    "local-pw": "a local key, wrapped by a password",
    "secret-pw": "a secret key, wrapped by a password",
    "seal": "a local key, sealed for a public key",
}
_IDS = {"local": "lid", "public": "pid", "secret": "sid"}


def explain(explanation: Explanation, text: str, options: Any) -> None:
    """Explain a PASERK, and its identifier where it is a key."""
    from ..paseto import paserk

    version, kind = text.split(".")[:2]
    data_text = text.split(".")[-1]
    try:
        data = base64url.decode(data_text, "the data")
    except JamError as error:
        explanation.add("Decode the data", "PASERK, README", verdict=False, note=f"{error.message}.")
        return
    explanation.add(
        "Split the text at its dots",
        "PASERK, README",
        [
            Value("version", version),
            Value("type", kind),
            Value("data", data, secret=kind in ("local", "secret")),
        ],
        formula="k[version].[type].[data in base64url]",
        function="paseto/paserk_forms.py: parse",
        note=f"It holds {_HOLDS.get(kind, 'something that the specification does not name')}.",
    )
    if kind not in _IDS:
        return
    try:
        paserk.decode(text)
    except JamError as error:
        explanation.add("Check the key", f"PASERK, types/{kind}.md", verdict=False, note=error.message)
        return
    head = f"{version}.{_IDS[kind]}."
    material = head.encode() + text.encode()
    if version in ("k1", "k3"):
        digest, name = plain_hmac.H("sha384", material)[:33], "SHA-384, its first 33 bytes"
    else:
        digest, name = hashlib.blake2b(material, digest_size=33).digest(), "BLAKE2b with 33 bytes"
    explanation.add(
        "Compute the key's identifier",
        "PASERK, operations/ID.md",
        [Value("identifier", head + base64url.encode(digest))],
        formula=f"h || BASE64URL(H(h || paserk)), H = {name}",
        function="paseto/paserk.py: key_id",
        verdict=paserk.key_id(text) == head + base64url.encode(digest),
    )
