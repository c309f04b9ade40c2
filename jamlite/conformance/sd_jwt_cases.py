"""Runners of SD-JWT and of status lists."""

from __future__ import annotations

import json

from ..encoding import base64url
from ..jose import sd_jwt, status_list
from ..jose.jwk import JWK
from ..jose.sd_jwt_disclosures import Disclosure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject, JsonValue
    from .family import Family, Outputs

KEY = {  # signs what `issue` is asked for; its signature is not compared
    "kty": "OKP",
    "crv": "Ed25519",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}


def _disclosure(salt: str, name: str | None, value: JsonValue) -> Outputs:
    made = Disclosure.make(salt, name, value)
    return {"disclosure": made.text, "digest": made.digest("sha256")}


def _issue(claims: JsonObject, disclose: list[JsonValue], salts: list[str]) -> Outputs:
    paths = [tuple(path) if isinstance(path, list) else path for path in disclose]
    given = iter(salts)
    jwt, *texts = sd_jwt.issue(claims, JWK(KEY), disclose=paths, salts=lambda: next(given)).split("~")
    payload = json.loads(base64url.decode(jwt.split(".")[1]))
    # What stands after the last "~" is the key binding, absent here.
    return {"payload": payload, "disclosures": texts[:-1]}


def _verify(token: str, key: JsonObject, now: int, audience: str | None, nonce: str | None) -> Outputs:
    found = sd_jwt.verify(token, JWK(key), now=now, holder_audience=audience, nonce=nonce)
    return {"claims": found.claims}


def _status(bits: int, lst: str) -> Outputs:
    """Read a list, and write it again."""
    found = status_list.StatusList.from_dict({"bits": bits, "lst": lst})
    return {"statuses": [found[index] for index in range(len(found))], "again": found.to_dict()["lst"]}


FAMILIES: dict[str, Family] = {
    "SD-JWT": {"disclosure": _disclosure, "issue": _issue, "verify": _verify},
    "Status list": {"read": _status},
}
