"""`inspect`: what a token of any kind says, WITHOUT verifying it: its parts, its signature, their sizes.

JWS and JWT (compact, flattened, general), JWE (the same), PASETO, PASERK; `jwt inspect` and its sisters
are this command.
"""

from __future__ import annotations

import time

from ..encoding import base64url, strict_json
from ..exceptions.base import JamError
from . import common
from .common import CommandError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from ..encoding.json_types import JsonObject, JsonValue
    from .common import Subparsers

_TIMES = ("exp", "nbf", "iat", "auth_time")
_VERSIONS = ("v1", "v2", "v3", "v4")
_LOCAL = {"v1": (32, 48), "v2": (24, 16), "v3": (32, 48), "v4": (32, 32)}  # of nonce and tag of a v*.local
_WORDS = {
    "signed": "NOT VERIFIED: anybody can write this.",
    "encrypted": "ENCRYPTED: only what is outside shows, and it is NOT VERIFIED.",
    "key": "This is a KEY; whoever has it can use it.",
    "id": "The identifier of a key; it may be published.",
}
_SECTIONS = ("payload", "content", "signature", "signatures", "recipients", "footer", "sizes")


def add_parser(subparsers: Subparsers) -> None:
    """Add the command to the parser."""
    _fill(
        subparsers.add_parser("inspect", help="show what a token of any kind says, WITHOUT verifying it"), ()
    )


def add_inspect(commands: Subparsers, *kinds: str) -> None:
    """Add `inspect` to a group, for tokens of these kinds."""
    _fill(commands.add_parser("inspect", help="show what a token says, WITHOUT verifying it"), kinds)


def _fill(parser: argparse.ArgumentParser, kinds: tuple[str, ...]) -> None:
    common.add_token(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run, kinds=kinds)


def run(options: argparse.Namespace) -> int:
    """Print the parts of a token."""
    found = describe(common.read_token(options))
    if options.kinds and found["kind"] not in options.kinds:
        raise CommandError(f"this is a {found['kind']}; `jamlite inspect` shows tokens of every kind")
    if options.json:
        common.print_json({name: value for name, value in found.items() if name != "state"})
        return 0
    print(_WORDS[found["state"]])
    common.say(f"\n{found.get('type', found['kind'])}, {found.get('form', 'compact')}")
    for name in ("protected", "header", *_SECTIONS):
        if found.get(name) is None:
            continue
        print(f"\n{name}")
        for line in _lines(found[name]):
            common.say(f"  {line}")
    return 0


def describe(text: str) -> JsonObject:
    """Return what a token says: "kind", "form", "header", "payload", "signature", "sizes" ...

    Raises:
        CommandError: it is not a token of a kind that jamlite knows.
    """
    try:
        if text[:1] == "{":
            return _json(strict_json.loads(text, "the token"), len(text))
        parts = text.split(".", 5)  # a million of dots makes six parts
        # Before the JWT: a PASETO without footer has three parts, too.
        if parts[0] in _VERSIONS and len(parts) in (3, 4) and parts[1] in ("local", "public"):
            return _paseto(text, parts)
        if parts[0] in ("k1", "k2", "k3", "k4") and len(parts) in (3, 4):
            return _paserk(text)
        if len(parts) == 3:  # RFC 7515 section 7.1
            return _jws(parts, len(text))
        if len(parts) == 5:  # RFC 7516 section 7.1
            return _jwe(parts, len(text))
    except CommandError:
        raise
    except JamError as error:
        message = error.message
        raise CommandError(message) from error
    raise CommandError(
        "this is not a token that jamlite knows: a JWT has three parts, an encrypted one five, a PASETO "
        "begins with v1 to v4, a PASERK with k1 to k4, a JSON form with a brace"
    )


# --- JOSE -------------------------------------------------------------------------------------


def _jws(parts: list[str], length: int) -> JsonObject:
    header = _object(_octets(parts[0], "the header"), "the header")
    payload, signature = _payload(parts[1], header), _octets(parts[2], "the signature")
    # RFC 7519 section 7.2, step 10: claims are a JSON object.
    kind = "JWT" if isinstance(payload.get("payload"), dict) else "JWS"
    return {
        "kind": kind,
        "state": "signed",
        "form": "compact",
        "header": header,
        **payload,
        "signature": _signature(signature, header),
        "sizes": {
            "token": length,
            "header": len(_octets(parts[0], "the header")),
            "payload": 0 if header.get("b64") is False else len(_octets(parts[1], "the payload")),
            "signature": len(signature),
        },
    }


def _jwe(parts: list[str], length: int) -> JsonObject:
    header = _octets(parts[0], "the header")
    names = ("encrypted_key", "iv", "ciphertext", "tag")
    return {
        "kind": "JWE",
        "state": "encrypted",
        "form": "compact",
        "header": _object(header, "the header"),
        "sizes": {
            "token": length,
            "header": len(header),
            # base64url without padding: 4 characters, 3 octets.
            **{name: 3 * len(part) // 4 for name, part in zip(names, parts[1:])},
        },
    }


def _json(members: JsonValue, length: int) -> JsonObject:
    """Describe a JWS or a JWE in its flattened or general JSON form."""
    if not isinstance(members, dict):
        raise CommandError("the token is not a JSON object")
    if "kty" in members or "keys" in members:
        raise CommandError(
            "this is a key or a set of keys; `jamlite jwk thumbprint` and `jwk public` read it"
        )
    sizes: JsonObject = {"token": length}
    found: JsonObject = {"state": "signed", "sizes": sizes}
    if "ciphertext" in members:  # RFC 7516 section 9: only a JWE has it
        found.update(
            kind="JWE", state="encrypted", form="general" if "recipients" in members else "flattened"
        )
        found["protected"] = _protected(members)
        names = ("encrypted_key", "iv", "ciphertext", "tag", "aad")
        sizes.update({name: len(_octets(members[name], name)) for name in names if name in members})
        found["recipients"] = [_bare(one) for one in _list(members.get("recipients", []))]
    elif "signatures" in members or "signature" in members:
        general = "signatures" in members
        found.update(kind="JWS", form="general" if general else "flattened")
        signed = _list(members["signatures"]) if general else [members]
        headers = [_protected(one) for one in signed]
        if not general:
            found["protected"] = headers[0]
        found.update(_payload(members.get("payload", ""), headers[0] or {} if headers else {}))
        found["signatures"] = [
            {
                **_bare(one),
                "protected": header,
                **_signature(_octets(one.get("signature"), "the signature"), header),
            }
            for one, header in zip(signed, headers)
        ]
    else:
        raise CommandError(
            "the JSON object is neither a JWS nor a JWE: it has no signature and no ciphertext"
        )
    if members.get("header") is not None or members.get("unprotected") is not None:
        found["header"] = {**_open(members, "unprotected"), **_open(members, "header")}
    return found


def _protected(members: JsonObject) -> JsonValue:
    text = members.get("protected")
    return None if text is None else _object(_octets(text, "the header"), "the header")


def _open(members: JsonObject, name: str) -> JsonObject:
    """Return unprotected members, an object (RFC 7515 section 7.2.1, RFC 7516 section 7.2.1)."""
    found = members.get(name) or {}
    if not isinstance(found, dict):
        raise CommandError(f"the member {name} of the token is not a JSON object")
    return found


def _bare(members: JsonObject) -> JsonObject:
    found: JsonObject = {"header": members["header"]} if "header" in members else {}
    if "encrypted_key" in members:
        found["encrypted_key_bytes"] = len(_octets(members["encrypted_key"], "the encrypted key"))
    return found


def _payload(text: object, header: JsonValue) -> JsonObject:
    """Return the payload as JSON if it is some, else as text or base64url."""
    if isinstance(header, dict) and header.get("b64") is False:  # RFC 7797: as it is
        return {"payload": text}
    data = _octets(text, "the payload")
    if not data:
        return {"payload": None}  # detached, RFC 7515 appendix F
    try:
        return {"payload": strict_json.loads(data, "the payload")}
    except JamError:
        pass
    try:
        return {"payload": data.decode()}
    except UnicodeDecodeError:
        return {"payload_b64u": base64url.encode(data)}


def _signature(data: bytes, header: JsonValue) -> JsonObject:
    alg = header.get("alg") if isinstance(header, dict) else None
    return {"alg": alg, "bytes": len(data), "b64u": base64url.encode(data)}


# --- PASETO and PASERK ------------------------------------------------------------------------


def _paseto(text: str, parts: list[str]) -> JsonObject:
    from ..paseto import claims, token

    version, purpose, footer = token.peek(text)
    body = base64url.decode(parts[2], "the body")
    found: JsonObject = {"kind": "PASETO", "type": f"{version}.{purpose}", "version": version}
    found["purpose"] = purpose
    sizes = {"token": len(text), "footer": len(footer)}
    if purpose == "public":
        # PASETO specification: the signature is the end of the body.
        split = len(body) - token.SIGNATURE_BYTES[version]
        if split < 0:
            raise CommandError("the body is too short")
        found.update(state="signed", payload=strict_json.loads(body[:split], "the payload"))
        found["signature"] = {"bytes": len(body) - split, "b64u": base64url.encode(body[split:])}
        sizes.update(payload=split, signature=len(body) - split)
    else:
        nonce, tag = _LOCAL[version]
        if len(body) < nonce + tag:
            raise CommandError("the body is too short")
        found["state"] = "encrypted"
        sizes.update(nonce=nonce, ciphertext=len(body) - nonce - tag, tag=tag)
    value = claims.footer_value(footer)
    found["footer"] = {"hex": value.hex()} if isinstance(value, bytes) else value
    found["sizes"] = sizes
    return found


def _paserk(text: str) -> JsonObject:
    from ..paseto import paserk_forms

    form = paserk_forms.parse(text)
    state = {"id": "id", "plain": "key"}.get(form.holds, "encrypted")
    if form.holds == "plain" and form.kind == "public":
        state = "id"
    content = {"key": form.key_type, "holds": form.holds}
    sizes = {"text": len(text), "data": len(form.data)}
    return {"kind": "PASERK", "type": form.name, "state": state, "content": content, "sizes": sizes}


# --- shared -----------------------------------------------------------------------------------


def _octets(text: object, what: str) -> bytes:
    if not isinstance(text, str):
        raise CommandError(f"{what} of the token is not text")
    # Padding is forgiven: this shows, and accepts nothing.
    return base64url.decode(text.rstrip("="), what or "the ciphertext")


def _object(data: bytes, what: str) -> JsonObject:
    found = strict_json.loads(data, what)
    if not isinstance(found, dict):
        raise CommandError(f"{what} is not a JSON object")
    return found


def _list(value: object) -> list[JsonObject]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise CommandError("the signatures or recipients of the token are not a list of objects")
    return value


def _lines(value: object) -> list[str]:
    if isinstance(value, dict):
        return [_one_line(f"{name}: {_shown(one)}{_remark(name, one)}") for name, one in value.items()]
    if isinstance(value, list):
        return [_one_line(_shown(one)) for one in value]
    return [_one_line(_shown(value))]


def _one_line(text: str) -> str:
    return text.replace("\n", "\\n")


def _shown(value: object) -> str:
    return strict_json.encode(value).decode()


def _remark(name: str, value: JsonValue) -> str:
    """Return what a claim of time means."""
    if name in _TIMES and type(value) in (int, float) and 0 <= value < 3e10:  # to the year 2920
        moment = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(value))
        return f"   {moment}{' (passed)' if name == 'exp' and value <= time.time() else ''}"
    if name == "exp" and isinstance(value, str):
        from ..paseto import claims

        try:
            return "   (passed)" if claims.parse_time(value) <= time.time() else ""
        except JamError:
            return "   (no RFC 3339 time)"
    return ""
