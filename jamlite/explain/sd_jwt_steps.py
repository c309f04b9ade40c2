"""Steps of an SD-JWT (RFC 9901): the signed digests, what is disclosed, and the holder's proof."""

from __future__ import annotations

import contextlib

from ..crypto import hashes
from ..encoding import base64url, strict_json
from ..exceptions.base import JamError
from ..exceptions.jose import JamSDJWTError
from ..jose.jwk import JWK
from ..jose.sd_jwt_disclosures import Disclosure, hash_of, unpacked
from . import jws_steps
from .explanation import Explanation, Member, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject
    from .explain_options import GivenKey, Options

MAX_SHOWN = 32  # disclosures that get a step each


def explain(explanation: Explanation, token: str, key: GivenKey, options: Options) -> None:
    """Explain `<JWT>~<disclosure>~...~` with or without a holder's proof at its end."""
    jwt, *texts = token.split("~")
    # RFC 9901 section 4: what stands behind the last ~, empty without a proof.
    proof = texts.pop() if texts else ""
    explanation.add(
        "Split the token at every ~",
        "RFC 9901 section 4",
        [Value("JWT of the issuer", jwt), Value("disclosures", len(texts)), Value("KB-JWT", proof or None)],
        formula="<JWT>~<Disclosure 1>~...~<Disclosure N>~<optional KB-JWT>",
        function="jose/sd_jwt.py: verify",
    )
    jws_steps.explain_compact(explanation, jwt, key, options)
    payload = _payload(jwt)
    if payload is None:
        return
    try:
        hash_name = hash_of(payload)
        disclosures = [Disclosure.read(text) for text in texts]
        for disclosure in disclosures[:MAX_SHOWN]:
            _disclosure(explanation, disclosure, hash_name)
        found = unpacked(payload, disclosures)
    except JamSDJWTError as error:
        explanation.add(
            "Put the disclosed values in their places",
            "RFC 9901 section 7.1",
            function="jose/sd_jwt_disclosures.py: unpacked",
            verdict=False,
            note=f"{error.message}.",
        )
        return
    explanation.add(
        "Put the disclosed values in their places",
        "RFC 9901 section 7.1",
        [Value("claims", found.claims)],
        function="jose/sd_jwt_disclosures.py: unpacked",
        verdict=True,
        note="Every disclosure belongs to one digest, and no digest stands twice. Digests that are left "
        "are not disclosed, or decoys.",
    )
    explanation.tell(
        "disclosed", [Member(_path(path), each.value, _meaning(path)) for path, each in found.paths.items()]
    )
    if proof:
        # sd_hash covers the ~ before the proof.
        _proof(explanation, payload, "~".join([jwt, *texts, ""]), proof, hash_name, options)


def _payload(jwt: str) -> JsonObject | None:
    """Return the payload, None if it is no JSON object; the steps of the JWS have said why."""
    try:
        found = strict_json.loads(base64url.decode(jwt.split(".")[1]), "the payload")
    except JamError:
        return None
    return found if isinstance(found, dict) else None


def _disclosure(explanation: Explanation, disclosure: Disclosure, hash_name: str) -> None:
    what = "an element of a list" if disclosure.name is None else f"the claim {disclosure.name}"
    explanation.add(
        f"Disclosure of {what}",
        f"RFC 9901 section 4.2.{2 if disclosure.name is None else 1}",
        [
            Value("Disclosure", disclosure.text),
            Value("contents", base64url.decode(disclosure.text).decode("utf-8")),
            Value("digest", disclosure.digest(hash_name)),
        ],
        formula="digest = BASE64URL(hash(ASCII(Disclosure)))",
        function="jose/sd_jwt_disclosures.py: Disclosure.digest",
        note="The salt keeps others from guessing the value of a digest.",
    )


def _proof(
    explanation: Explanation,
    payload: JsonObject,
    presented: str,
    proof: str,
    hash_name: str,
    options: Options,
) -> None:
    """Explain the holder's proof: its signature by the key in cnf, and what it is bound to."""
    cnf = payload.get("cnf")
    key = None
    with contextlib.suppress(JamError, KeyError):
        key = JWK(cnf["jwk"]) if isinstance(cnf, dict) else None  # RFC 7800 section 3.2
    explanation.add(
        "Read the holder's proof (KB-JWT)",
        "RFC 9901 section 4.3",
        [Value("cnf.jwk", cnf.get("jwk") if isinstance(cnf, dict) else None)],
        verdict=None if key is not None else False,
        note="Its key is the one that the issuer has named in cnf, never one of the proof itself.",
    )
    if proof.count(".") != 2:
        explanation.add(
            "Split the proof", "RFC 9901 section 4.3", verdict=False, note="The proof is not a compact JWS."
        )
        return
    jws_steps.explain_compact(explanation, proof, key, options)
    claims = _payload(proof)
    computed = base64url.encode(hashes.digest(hash_name, presented.encode("ascii")))
    explanation.add(
        "Compare what the proof is bound to",
        "RFC 9901 section 4.3.1",
        [Value("sd_hash", (claims or {}).get("sd_hash")), Value("computed", computed)],
        formula="sd_hash = BASE64URL(hash(ASCII(<JWT>~<Disclosure 1>~...~)))",
        function="jose/sd_jwt.py: verify",
        verdict=(claims or {}).get("sd_hash") == computed,
        note="So nobody can add a disclosure or leave one out. Whether aud and nonce are right, "
        "the verifier knows.",
    )


def _path(path: tuple[str | int, ...]) -> str:
    return " / ".join(map(str, path))


def _meaning(path: tuple[str | int, ...]) -> str:
    return (
        "an element that the holder chose to show"
        if isinstance(path[-1], int)
        else "a claim that the holder shows"
    )
