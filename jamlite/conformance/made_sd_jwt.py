"""SD-JWTs that subjects issue with salts of their own.

Every claim must come back with all disclosures, and what needs a disclosure must be what was to be hidden.
"""

from __future__ import annotations

from ..encoding import strict_json
from ..jose import jws, sd_jwt
from ..jose.jwk import JWK
from .made_words import differs, same
from .sd_jwt_cases import KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .made_words import Inputs, Openers


def _issue(inputs: Inputs, out: Inputs) -> str:
    key = JWK(KEY)  # the payload is judged; we sign it, so that it can be read as any other
    # The last "~": no key binding.
    token = "~".join((jws.sign(strict_json.dumps(out["payload"]), key), *out["disclosures"], ""))
    found = sd_jwt.verify(token, key, now=inputs["claims"].get("iat", 0))  # the moment it was issued
    hidden = [path if isinstance(path, list) else [path] for path in inputs["disclose"]]
    shown = [list(path) for path in found.disclosed]
    if len(shown) != len(hidden) or not all(any(same(path, one) for one in shown) for path in hidden):
        return "what needs a disclosure is not what was to be hidden"
    return differs(found.claims, inputs["claims"])


OPENERS: Openers = {"SD-JWT": {"issue": _issue}}
