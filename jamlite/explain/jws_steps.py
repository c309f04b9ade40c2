"""Steps of a JWS (RFC 7515): serialization, header, signing input, signature."""

from __future__ import annotations

from contextlib import suppress

from ..encoding import base64url, strict_json
from ..exceptions.base import JamError, JamValidationError
from . import bound_steps, claims_steps, key_material, signature_steps
from .explanation import Explanation, Member, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

    from ..encoding.json_types import Header, JsonObject
    from .explain_options import GivenKey, Options

HEADER_MEANING = {
    "alg": "algorithm (RFC 7515 section 4.1.1)",
    "enc": "content encryption (RFC 7516 section 4.1.2)",
    "typ": "type of the whole (RFC 7515 section 4.1.9)",
    "cty": "type of the content (RFC 7515 section 4.1.10)",
    "kid": "which key (RFC 7515 section 4.1.4)",
    "jku": "URL of a key set; jamlite never follows it (section 4.1.2)",
    "jwk": "a key; it proves nothing by itself (section 4.1.3)",
    "x5u": "URL of a certificate; jamlite never follows it (section 4.1.5)",
    "x5c": "certificates; jamlite does not judge them (section 4.1.6)",
    "x5t": "SHA-1 of the certificate (section 4.1.7)",
    "x5t#S256": "SHA-256 of the certificate (section 4.1.8)",
    "crit": "extensions that must be understood (section 4.1.11)",
    "b64": "payload not encoded (RFC 7797)",
    "zip": "compressed before encryption (RFC 7516 section 4.1.3)",
    "epk": "the sender's one-time public key (RFC 7518 section 4.6.1.1)",
    "apu": "who sends (RFC 7518 section 4.6.1.2)",
    "apv": "who receives (RFC 7518 section 4.6.1.3)",
    "iv": "IV of the key wrapping (RFC 7518 section 4.7.1.1)",
    "tag": "tag of the key wrapping (RFC 7518 section 4.7.1.2)",
    "p2s": "salt of the password (RFC 7518 section 4.8.1.1)",
    "p2c": "iterations of PBKDF2 (RFC 7518 section 4.8.1.2)",
}


def decode_header(explanation: Explanation, segment: str, section: str) -> Header | None:
    """Add the step that decodes a protected header; return its members, or None if that failed."""
    what = "protected header"
    title = f"Decode the {what}"
    try:
        octets = base64url.decode(segment, f"the {what}")
        members = strict_json.loads(octets, f"the {what}")
    except JamError as error:
        explanation.add(title, section, [Value(what, segment)], verdict=False, note=f"{error.message}.")
        return None
    if not isinstance(members, dict):
        explanation.add(title, section, [Value(what, octets)], verdict=False, note="It is not a JSON object.")
        return None
    values = [Value("octets", octets), Value("JSON", octets.decode())]
    told = [
        Member(name, value, HEADER_MEANING.get(name, "no registered meaning"))
        for name, value in members.items()
    ]
    explanation.tell(what, told)
    meanings = [f"{member.name}: {member.meaning}" for member in told]
    explanation.add(
        title,
        section,
        values,
        formula="UTF8(header) = BASE64URL-DECODE(segment)",
        function="jose/header.py: parse_segment",
        note="; ".join(meanings) + "." if meanings else "",
    )
    return members


def explain_compact(explanation: Explanation, token: str, key: GivenKey, options: Options) -> None:
    """Explain header.payload.signature (section 7.1)."""
    protected, payload, signature = token.split(".")
    explanation.add(
        "Split the token at its two dots",
        "RFC 7515 section 7.1",
        [Value("header", protected), Value("payload", payload), Value("signature", signature)],
        formula="BASE64URL(header) . BASE64URL(payload) . BASE64URL(signature)",
        function="jose/jws.py: verify",
    )
    _check_payload(payload, options)  # the caller's mistake comes before any step
    header = decode_header(explanation, protected, "RFC 7515 section 5.2, steps 2 to 4")
    if header is not None:
        explain_signature(explanation, protected, header, payload, signature, key, options, token)


def explain_json(explanation: Explanation, token: JsonObject, key: GivenKey, options: Options) -> None:
    """Explain the flattened and the general JSON form (section 7.2)."""
    flattened = "signatures" not in token
    entries = [token] if flattened else token["signatures"]
    _check_payload(token.get("payload"), options)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        explanation.add(
            "Read the JSON form", "RFC 7515 section 7.2", verdict=False, note="signatures must be a list."
        )
        return
    explanation.add(
        "Read the flattened JSON form"
        if flattened
        else f"Read the general JSON form: {len(entries)} signatures",
        "RFC 7515 section 7.2",
        [Value("members", sorted(token))],
        function="jose/jws_json.py",
    )
    genuine = _genuine(token, entries, key)
    for entry in entries[:16]:
        protected = str(entry.get("protected", ""))
        header = decode_header(explanation, protected, "RFC 7515 section 5.2") if protected else {}
        if header is None:
            continue
        merged = {**header, **members(entry.get("header"))}  # RFC 7515 section 5.2, step 4
        # Where no signature is by the key, the one that names it is shown as the wrong one.
        meant = entry in genuine if genuine else _is_meant(key, merged, options)
        if len(entries) > 1 and key is not None and not meant:
            explanation.add(
                "Pass over a signature by another key",
                "RFC 7515 section 7.2.1",
                [Value("alg", merged.get("alg")), Value("kid", merged.get("kid"))],
            )
            continue
        payload, signature = str(token.get("payload", "")), str(entry.get("signature", ""))
        # By itself: of several, the fast code would accept the whole for any one that holds.
        one = {**entry, "payload": token["payload"]} if "payload" in token else entry
        explain_signature(explanation, protected, merged, payload, signature, key, options, one)
    if key is not None and not any(
        step.title.startswith("Decode the signature") for step in explanation.steps
    ):
        explanation.add("Find a signature by the key", "RFC 7515 section 5.2", verdict=False)


def _genuine(token: JsonObject, entries: list[JsonObject], key: GivenKey) -> list[JsonObject]:
    """Return those of several signatures that are by the key; one of them is enough (section 5.2)."""
    from ..jose import jws

    found: list[JsonObject] = []
    if key is None or not 1 < len(entries) <= 16 or "payload" not in token:  # 16: each costs a verification
        return found
    for entry in entries:
        with suppress(JamError):
            jws.verify({"payload": token["payload"], **entry}, key, crit=("b64",))
            found.append(entry)
    return found


def _is_meant(key: GivenKey, header: Header, options: Options) -> bool:
    """Tell whether a header of several names the key, by kid and by the type that its alg takes."""
    try:
        material = key_material.find(key, header, options.password)
    except JamError:
        return False
    named = material is None or material.jwk.kid is None or header.get("kid") in (None, material.jwk.kid)
    wanted = key_material.KEY_TYPES.get(str(header.get("alg"))[:2])
    return named and (material is None or wanted is None or material.kty in wanted)


def members(header: object) -> Header:
    """Return the members of an unprotected header; none, if it is no object."""
    return header if isinstance(header, dict) else {}


def explain_signature(
    explanation: Explanation,
    protected: str,
    header: Header,
    payload: str,
    signature: str,
    key: GivenKey,
    options: Options,
    token: str | JsonObject,
) -> None:
    """Explain the payload, what is signed, and the signature itself."""
    encoded, given, detached = header.get("b64") is not False, options.payload, False  # RFC 7797 section 3
    try:
        body = _body(payload, encoded, given)
        octets = base64url.decode(signature, "the signature")
    except JamError as error:
        explanation.add(
            "Decode payload and signature", "RFC 7515 section 5.2", verdict=False, note=f"{error.message}."
        )
        return
    _payload(explanation, body, encoded, detached=given is not None)
    if not payload and given is None:
        detached, given = _is_detached(token, key, header, options)
    if detached:
        explanation.missing.append(
            "the payload (--payload-file): it was detached, or it is empty (RFC 7515 appendix F)."
        )
    signing_input = protected.encode() + b"." + (base64url.encode(body).encode() if encoded else body)
    explanation.add(
        "Put together what is signed",
        "RFC 7515 section 5.1, step 5" if encoded else "RFC 7797 section 3",
        [Value("signing input", signing_input.decode("utf-8", "replace")), Value("octets", signing_input)],
        formula="ASCII(BASE64URL(UTF8(header)) || '.' || BASE64URL(payload))"
        if encoded
        else "ASCII(BASE64URL(UTF8(header)) || '.') || payload",
        function="jose/jws_message.py",
    )
    explanation.add("Decode the signature", "RFC 7515 section 5.2, step 7", [Value("signature", octets)])
    alg = header.get("alg")
    material = _material(explanation, key, header, options)
    if material is not None and not detached:
        signature_steps.explain(explanation, alg, material, signing_input, octets, options)
        _compare(explanation, token, material, given)
    # A token inside explains its own claims.
    if detached or options.nested(explanation, body.decode("ascii", "replace"), options):
        return
    claims = claims_steps.explain(explanation, body, options, typ=header.get("typ"))
    bound_steps.hashes(explanation, claims, header, material, options)


def _body(payload: str, encoded: bool, detached: Optional[bytes]) -> bytes:
    """Return the octets of the payload."""
    if detached is not None:
        return detached
    return base64url.decode(payload, "the payload") if encoded else payload.encode()


def _check_payload(payload: object, options: Options) -> None:
    """Refuse a payload that was given beside one that the token carries."""
    if payload and options.payload is not None:
        raise JamValidationError(
            "this token carries its payload; a payload is given for a token from which it was detached",
            error_code="explain.option",
        )


def _is_detached(
    token: str | JsonObject, key: GivenKey, header: Header, options: Options
) -> tuple[bool, Optional[bytes]]:
    """Tell whether a payload that is not there was detached, or is empty, which only the signature shows.

    Returns:
        Whether it was detached, and the payload to give to `jws.verify`.
    """
    from ..jose import jws

    with suppress(JamError):
        material = key_material.find(key, header, options.password)
        if material is not None:
            for payload in (None, b""):  # there and empty, or not there
                with suppress(JamError):
                    # `b64` is understood here, so that crit may name it.
                    jws.verify(token, material.jwk, payload=payload, crit=("b64",))
                    return False, payload
    return True, None


def _payload(explanation: Explanation, body: bytes, encoded: bool, *, detached: bool) -> None:
    try:
        text = body.decode()
        values = [Value("octets", body), Value("text", text)]
    except UnicodeDecodeError:
        values = [Value("octets", body)]
    note = "" if encoded else "The header says b64: false, so the payload is signed as it stands."
    title = "Take the detached payload" if detached else "Decode the payload"
    section = "RFC 7515 appendix F" if detached else "RFC 7515 section 5.2, step 6"
    explanation.add(title, section, values, note=note)


def _material(
    explanation: Explanation, key: GivenKey, header: Header, options: Options
) -> Optional[key_material.Material]:
    try:
        material = key_material.find(key, header, options.password)
    except JamError as error:
        explanation.add("Read the key", "", verdict=False, note=f"{error.message}")
        return None
    if bound_steps.is_proof(header):  # RFC 9449 section 4.3: checked by the key inside
        return bound_steps.proof_key(explanation, header, material)
    if material is None:
        explanation.missing.append("a key (--key-file or --key); without it no signature can be checked.")
    return material


def _compare(
    explanation: Explanation,
    token: str | JsonObject,
    material: key_material.Material,
    payload: Optional[bytes],
) -> None:
    """The last step: the fast code's verdict beside that of plain."""
    from ..jose import jws

    counted = [step.verdict for step in explanation.steps if step.title.startswith("Compare")]
    if not counted:
        return

    def verified() -> bool:
        jws.verify(token, material.jwk, payload=payload, crit=("b64",))
        return True

    explanation.ask("jose/jws.py: verify", verified, True)
