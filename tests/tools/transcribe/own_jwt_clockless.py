"""The cases of `own_jwt` for programs whose clock cannot be set; no argument is needed.

The times of each token are moved: what is over lies in the year 2000, what is to come in 2100. Cases about a
moment, a leeway or an age have no such form and are left out.
"""

from __future__ import annotations

import json
from typing import Any, Optional

from . import own_jwt
from .common import write
from .jose_forge import OWN, Case, Cases, segment, token, unb64u

PAST, FUTURE = 946_684_800, 4_102_444_800  # 2000 and 2100, the first of January
TIMES = ("exp", "nbf", "iat")


def moved(text: Any) -> Optional[str]:
    """Return a token with its times moved; None if what it says is not a plain set of claims."""
    if not isinstance(text, str) or text.count(".") != 2:
        return text if isinstance(text, str) else None
    header, body, _ = text.split(".")
    try:
        said, claims = json.loads(unb64u(header)), json.loads(unb64u(body), parse_constant=_no_json)
    except ValueError:
        return text  # it is refused as it is
    if not isinstance(claims, dict) or segment(claims) != body:
        return None if isinstance(claims, dict) and set(claims) & set(TIMES) else text
    times = [name for name in TIMES if type(claims.get(name)) in (int, float)]
    if not times:
        return text
    for name in times:
        claims[name] = FUTURE if claims[name] > own_jwt.NOW else PAST
    genuine = token(said, unb64u(body)) == text
    key = {} if genuine else {"key": b"another key of thirty-two bytes!"}
    return token(said, claims, **key)


def _no_json(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def clockless(case: Case) -> Optional[Case]:
    """Return the case without `now`, or None if it cannot be had."""
    given = {name: value for name, value in case["in"].items() if name != "now"}
    leeway = given.get("leeway", 0)
    if "max_age" in given or (type(leeway) is int and leeway > 0):
        return None
    given["token"] = moved(given["token"])
    if given["token"] is None:
        return None
    made = {**case, "in": given}
    if case["result"] == "valid":
        made["out"] = {"claims": own_jwt.claims_of(given["token"])}
    return made


def main() -> None:
    cases = Cases("decode")
    seen = set()
    for case in own_jwt.all_cases():
        made = clockless(case)
        what = None if made is None else json.dumps(made["in"], sort_keys=True)
        if made is not None and what not in seen:
            seen.add(what)
            cases.append(made)
    write(
        "jose",
        "jwt_clockless.jamlite",
        title="JSON Web Token without a clock: times far in the past or the future",
        family="JWT",
        spec="RFC 7519, RFC 8725",
        source=OWN,
        cases=cases,
    )


if __name__ == "__main__":
    main()
