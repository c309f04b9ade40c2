"""Steps of a PASERK (the PASERK specification): version, type, and what the rest holds."""

from __future__ import annotations

import hashlib

from ..encoding import base64url
from ..exceptions.base import JamError
from ..plain import plain_hmac
from .explanation import Explanation, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..paseto.paserk_keys import Key
    from .explain_options import Options

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
_WRAPPED = ("local-wrap", "secret-wrap", "local-pw", "secret-pw", "seal")
_IDS = {"local": "lid", "public": "pid", "secret": "sid"}


def explain(explanation: Explanation, text: str, key: bytes | Key | None, options: Options) -> None:
    """Explain a PASERK: its identifier where it is a key, what is in it where it is wrapped.

    Args:
        key: the key that wrapped it, or the secret key it is sealed to; a password stands in the options.
    """
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
            Value("data", data, secret=kind in ("local", "secret")),  # what is wrapped or sealed may be shown
        ],
        formula="k[version].[type].[data in base64url]",
        function="paseto/paserk_forms.py: parse",
        note=f"It holds {_HOLDS.get(kind, 'something that the specification does not name')}.",
    )
    if kind in _IDS:
        _identifier(explanation, text, version, kind)
    elif kind in _WRAPPED:
        _open(explanation, text, key, options)


def _identifier(explanation: Explanation, text: str, version: str, kind: str) -> None:
    from ..paseto import paserk

    try:
        paserk.decode(text)
    except JamError as error:
        explanation.add("Check the key", f"PASERK, types/{kind}.md", verdict=False, note=error.message)
        return
    head = f"{version}.{_IDS[kind]}."
    material = head.encode() + text.encode()  # ID.md: over the PASERK as text, not over the key
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


def _open(explanation: Explanation, text: str, key: bytes | Key | None, options: Options) -> None:
    """Open a wrapped key, if there is what opens it, and go on with the key inside."""
    from ..paseto import paserk, paserk_keys
    from ..paseto.paserk_forms import parse
    from . import paserk_open_steps
    from .key_material import from_hex

    form = parse(text)
    h, found = f"{form.name}.".encode(), None
    if form.holds == "password":
        if options.password is None:
            explanation.missing.append("the password (--password); without it the key stays closed.")
            return
        found = paserk_open_steps.password(explanation, form.version, h, form.data, options.password.encode())
        if found is not None and form.name == "k1.secret-pw":
            found = paserk_keys.from_pem(found)  # k1 wraps a PEM; all other versions wrap octets
    elif key is None:
        what = "the secret key it is sealed to" if form.holds == "seal" else "the key that wrapped it"
        explanation.missing.append(f"{what} (--key-file); without it the key stays closed.")
        return
    elif form.holds == "seal":
        found = paserk_open_steps.seal(explanation, form.version, h, form.data, from_hex(key))
    else:
        wk = paserk_keys.resolve_wrapping(from_hex(key), form.version)
        found = paserk_open_steps.pie(explanation, form.version, h, form.data, wk)
    if found is None:
        return
    inside = paserk.encode(form.key_type, found)
    explanation.add(
        f"Read the {form.kind} key inside",
        f"PASERK, types/{form.kind}.md",
        [Value("PASERK", inside, secret=True)],
        formula=f"{form.key_type}.[key in base64url]",
        function="paseto/paserk.py: encode",
    )
    _identifier(explanation, inside, form.version, form.kind)
