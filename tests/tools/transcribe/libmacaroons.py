"""Macaroons: the verification tests of libmacaroons (test/unit/*.vtest), its README and doc/format.txt.

The values stand here, not parsed from its files. Left out are caveat_v2_7 and caveat_v2_8, which hold the
macaroon of caveat_v2_4 and say that a verifier which knows none of its caveats authorizes it.
"""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64decode

from .common import write

SOURCE = {"name": "libmacaroons", "license": "BSD-3-Clause; values only"}
KEY, OTHER_KEY = "this is the key", "this is not the key"
ACCOUNT, ALICE = "account = 3735928559", "user = alice"
# The files hold version 1 in base64 twice: once for the form, once for the file.
ROOT_V1 = (
    "TURBeU1XeHZZMkYwYVc5dUlHaDBkSEE2THk5bGVHRnRjR3hsTG05eVp5OEtNREF4Tldsa1pXNTBhV1pwWlhJZ2EyVjVhV1FLTURBeVpu"
    "TnBaMjVoZEhWeVpTQjgzdWVTVVJ4Ynh2VW9TRmdGMy1teVRuaGVLT0twa3dINTF4SEdDZU9POXdv"
)
ONE_V1 = (
    "TURBeU1XeHZZMkYwYVc5dUlHaDBkSEE2THk5bGVHRnRjR3hsTG05eVp5OEtNREF4Tldsa1pXNTBhV1pwWlhJZ2EyVjVhV1FLTURBeFpH"
    "TnBaQ0JoWTJOdmRXNTBJRDBnTXpjek5Ua3lPRFUxT1Fvd01ESm1jMmxuYm1GMGRYSmxJUFZJQl9iY2J0LUl2dzl6QnJPQ0pXS2pZbE05"
    "djNNNXVtRjJYYVM5SloySENn"
)
TWO_V1 = (
    "TURBeU1XeHZZMkYwYVc5dUlHaDBkSEE2THk5bGVHRnRjR3hsTG05eVp5OEtNREF4Tldsa1pXNTBhV1pwWlhJZ2EyVjVhV1FLTURBeFpH"
    "TnBaQ0JoWTJOdmRXNTBJRDBnTXpjek5Ua3lPRFUxT1Fvd01ERTFZMmxrSUhWelpYSWdQU0JoYkdsalpRb3dNREptYzJsbmJtRjBkWEps"
    "SUV2cFo4MGVvTWF5YTY5cVNwVHVtd1d4V0liYUM2aGVqRUtwUEkwT0VsNzhDZw=="
)
ROOT_V2 = "AgETaHR0cDovL2V4YW1wbGUub3JnLwIFa2V5aWQAAAYgfN7nklEcW8b1KEhYBd_psk54XijiqZMB-dcRxgnjjvc"
ONE_V2 = (
    "AgETaHR0cDovL2V4YW1wbGUub3JnLwIFa2V5aWQAAhRhY2NvdW50ID0gMzczNTkyODU1OQAABiD1SAf23G7fiL8PcwazgiVio2JTPb9z"
    "Obphdl2kvSWdhw"
)
TWO_V2 = (
    "AgETaHR0cDovL2V4YW1wbGUub3JnLwIFa2V5aWQAAhRhY2NvdW50ID0gMzczNTkyODU1OQACDHVzZXIgPSBhbGljZQAABiBL6WfNHqDG"
    "smuvakqU7psFsViG2guoXoxCqTyNDhJe_A"
)
# (name of the file without its version, which macaroon, key, exact predicates, whether it is authorized)
FILES = [
    ("root_{}_1", 0, KEY, [], True),
    ("root_{}_2", 0, OTHER_KEY, [], False),
    ("caveat_{}_1", 1, KEY, [ACCOUNT], True),
    ("caveat_{}_2", 1, KEY, ["account = 0000000000"], False),
    ("caveat_{}_3", 1, KEY, [], False),
    ("caveat_{}_4", 2, KEY, [ACCOUNT, ALICE], True),
    ("caveat_{}_5", 2, KEY, [ACCOUNT], False),
    ("caveat_{}_6", 2, KEY, [ALICE], False),
]

# README, "Creating Your First Macaroon" to "Using Third-Party Caveats"
SECRET, IDENTIFIER = "this is our super secret key; only we should know it", "we used our secret key"
MONEY, TIME, MAIL = ACCOUNT, "time < 2015-01-01T00:00", "email = alice@example.org"
FIRST = (
    "MDAxY2xvY2F0aW9uIGh0dHA6Ly9teWJhbmsvCjAwMjZpZGVudGlmaWVyIHdlIHVzZWQgb3VyIHNlY3JldCBrZXkKMDAyZnNpZ25hdHVy"
    "ZSDj2eApCFJsTAA5rhURQRXZf91ovyujebNCqvD2F9BVLwo"
)
FORGED = (
    "MDAxY2xvY2F0aW9uIGh0dHA6Ly9teWJhbmsvCjAwMjZpZGVudGlmaWVyIHdlIHVzZWQgb3VyIHNlY3JldCBrZXkKMDAxZGNpZCBhY2Nv"
    "dW50ID0gMzczNTkyODU1OQowMDIwY2lkIHRpbWUgPCAyMDE1LTAxLTAxVDAwOjAwCjAwMjJjaWQgZW1haWwgPSBhbGljZUBleGFtcGxl"
    "Lm9yZwowMDJmc2lnbmF0dXJlID8f19FL+bkC9p/aoMmIecC7GxdOcLVyUnrv6lJMM7NSCg=="
)
OTHER_SECRET = "this is a different super-secret key; never use the same secret twice"
OTHER_IDENTIFIER, BANK = "we used our other secret key", "http://mybank/"
AUTH, CAVEAT_KEY = "http://auth.mybank/", "4; guaranteed random by a fair toss of the dice"
REMINDER = "this was how we remind auth of key/pred"
INSPECTED = f"""location {BANK}
identifier {OTHER_IDENTIFIER}
cid {MONEY}
cid {REMINDER}
vid AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA027FAuBYhtHwJ58FX6UlVNFtFsGxQHS7uD_w_dedwv4Jjw7UorCREw5rXbRqIKhr
cl {AUTH}"""
THIRD_PARTY = {"location": AUTH, "key": CAVEAT_KEY, "identifier": REMINDER}


def made(case: str, caveats: list[object], signature: str, **more: object) -> dict[str, object]:
    """Return a case that makes the macaroon of the README's first half."""
    return {
        "id": f"README, {case}",
        "op": "make",
        "in": {
            "location": BANK,
            "key": SECRET,
            "identifier": IDENTIFIER,
            "caveats": [{"identifier": each} if isinstance(each, str) else each for each in caveats],
            "bind_to": None,
            **more,
        },
        "out": {"signature_hex": signature},
    }


def readme() -> list[dict[str, object]]:
    other = {"key": OTHER_SECRET, "identifier": OTHER_IDENTIFIER}
    discharge = {"location": AUTH, "key": CAVEAT_KEY, "identifier": REMINDER}
    root = json.dumps(  # what `prepare_for_request` binds to: the inspected macaroon above
        {
            "v": 2,
            "i": OTHER_IDENTIFIER,
            "c": [
                {"i": MONEY},
                {"i": REMINDER, "l": AUTH, "v64": INSPECTED.split("vid ")[1].split("\n")[0]},
            ],
            "s64": b64encode(
                bytes.fromhex("d27db2fd1f22760e4c3dae8137e2d8fc1df6c0741c18aed4b97256bf78d1f55c")
            ).decode(),
        }
    )
    first = made("first macaroon", [], "e3d9e02908526c4c0039ae15114115d97fdd68bf2ba379b342aaf0f617d0552f")
    first["out"] = {**first["out"], "v1": FIRST}  # type: ignore[dict-item]
    third = made(
        "third-party caveat",
        [MONEY, THIRD_PARTY],
        "d27db2fd1f22760e4c3dae8137e2d8fc1df6c0741c18aed4b97256bf78d1f55c",
        **other,
    )
    third["out"] = {**third["out"], "inspect": INSPECTED}  # type: ignore[dict-item]
    return [
        first,
        made("account", [MONEY], "1efe4763f290dbce0c1d08477367e11f4eee456a64933cf662d79772dbb82128"),
        made("time", [MONEY, TIME], "696665d0229f9f801b588bb3f68bbdb806b26d1fbcd40ca22d9017bce4a075f1"),
        made("mail", [MONEY, TIME, MAIL], "882e6d59496ed5245edb7ab5b8839ecd63e5d504e54839804f164070d8eed952"),
        made(
            "other secret",
            [MONEY],
            "1434e674ad84fdfdc9bc1aa00785325c8b6d57341fc7ce200ba4680c80786dda",
            **other,
        ),
        third,
        made(
            "discharge",
            [TIME],
            "82a80681f9f32d419af12f6a71787a1bac3ab199df934ed950ddf20c25ac8c65",
            **discharge,
        ),
        made(
            "bound discharge",
            [TIME],
            "2eb01d0dd2b4475330739140188648cf25dda0425ea9f661f1574ca0a9eac54e",
            **discharge,
            bind_to=root,
        ),
        {
            "id": "README, changed signature",
            "op": "verify",
            "in": {"key": SECRET, "macaroon": FORGED, "exact": [MONEY, TIME, MAIL], "discharges": []},
            "result": "invalid",
            "flags": ["WrongSignature"],
        },
    ]


def files() -> list[dict[str, object]]:
    cases: list[dict[str, object]] = []
    for version, macaroons in (("v1", (ROOT_V1, ONE_V1, TWO_V1)), ("v2", (ROOT_V2, ONE_V2, TWO_V2))):
        for name, which, key, exact, authorized in FILES:
            text = macaroons[which]
            if version == "v1":
                text = urlsafe_b64decode(text).decode("ascii")
            cases.append(
                {
                    "id": name.format(version),
                    "op": "verify",
                    "in": {"key": key, "macaroon": text, "exact": exact, "discharges": []},
                    **({} if authorized else {"result": "invalid"}),
                    "flags": [] if authorized else ["WrongKey" if not which else "UnmetCaveat"],
                }
            )
    return cases


def json_ids() -> list[dict[str, object]]:
    """The spellings of one caveat's identifier that doc/format.txt shows."""
    signature = bytes(32)
    cases: list[dict[str, object]] = []
    for caveat in (
        {"i": "Ou?T"},
        {"i64": "T3U/VA=="},
        {"i64": "T3U_VA=="},
        {"i64": "T3U/VA"},
        {"i64": "T3U_VA"},
        {"i": "foo", "i64": "Zm9v"},
    ):
        both = len(caveat) == 2
        body = {"v": "2", "i": "id", "l": "here", "c": [caveat], "s64": b64encode(signature).decode()}
        case: dict[str, object] = {
            "id": f"doc/format.txt, {json.dumps(caveat)}",
            "op": "read",
            "in": {"macaroon": json.dumps(body)},
        }
        if both:
            case.update(result="invalid", flags=["TwoRepresentations"])
        else:
            case["out"] = {
                "location": "here",
                "identifier_utf8": "id",
                "caveats": ["Ou?T"],
                "signature_hex": signature.hex(),
            }
        cases.append(case)
    return cases


def main() -> None:
    write(
        "macaroons",
        "macaroon.libmacaroons",
        title="Macaroons: versions 1 and 2, JSON of version 2",
        family="Macaroon",
        spec="libmacaroons test/unit, README, doc/format.txt",
        source=SOURCE,
        flags={
            "WrongKey": "Made with another root key: accepting it would accept everything.",
            "UnmetCaveat": "A caveat that the verifier does not know: it must not pass as met.",
            "WrongSignature": "The signature was changed.",
            "TwoRepresentations": "One field in two forms: two readers would read two values.",
        },
        cases=[
            {key: value for key, value in {"result": "valid", **case}.items() if value != []}
            for case in (*files(), *readme(), *json_ids())
        ],
    )


if __name__ == "__main__":
    main()
