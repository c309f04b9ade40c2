"""Our own cases for HOTP, TOTP and otpauth URIs: what must be refused, and what must not.

Needs no folder: the right codes among them are those of RFC 4226 appendix D and RFC 6238 appendix B.
"""

from __future__ import annotations

from .common import write

OWN = {"name": "jamlite", "license": "Apache-2.0"}
SECRET = b"12345678901234567890".hex()
FLAGS = {
    "CodeShape": "a code has exactly `digits` ASCII digits, blanks and dashes aside (RFC 4226 section 5.3)",
    "Range": "a number outside of its range must be refused, not wrapped",
    "Replay": "a step accepted once, or an older one, must not be accepted again (RFC 6238 section 5.2)",
    "Window": "a code outside of the window is no match",
    "WeakSecret": "an empty secret must be refused (RFC 4226 section 4, R6)",
    "NotAKeyURI": "the text is not an otpauth URI",
    "Parameter": "a parameter is missing, malformed, or has two values",
    "Label": "the label is the account, or issuer and account with a colon between them",
    "Encoding": "everything is percent-encoded UTF-8",
    "Generous": "a spelling that leaves open nothing of what makes the codes",
}


def main() -> None:
    for name, family, cases in (
        ("hotp", "HOTP", hotp()),
        ("totp", "TOTP", totp()),
        ("otpauth_uri", "otpauth-URI", uris()),
    ):
        used = {flag for case in cases for flag in case["flags"]}  # type: ignore[attr-defined]
        write(
            "otp",
            f"{name}.jamlite",
            title=f"{family}: refusals and their neighbours",
            family=family,
            spec={"HOTP": "RFC 4226", "TOTP": "RFC 6238"}.get(family, "Key URI format"),
            source=OWN,
            cases=cases,
            flags={flag: text for flag, text in FLAGS.items() if flag in used},
        )


def hotp() -> list[dict[str, object]]:
    given = {"secret_hex": SECRET, "counter": 0, "digits": 6, "digest": "sha1"}

    def case(name: str, op: str, result: str, flag: str, **changes: object) -> dict[str, object]:
        return {"id": name, "op": op, "in": {**given, **changes}, "result": result, "flags": [flag]}

    refused_codes = {
        "a wrong last digit": "755225",
        "five digits": "75522",
        "seven digits": "0755224",
        "a number": 755224,
        "nothing": "",
        "null": None,
        "a list": ["755224"],
        "a sign": "+75522",
        "a group too few": "755 22",
        "a full stop": "755.224",
        "Arabic-Indic digits": "٧٥٥٢٢٤",
        "full-width digits": "７５５２２４",  # noqa: RUF001 - on purpose
        "superscript two": "75522²",
    }
    cases = [case("the right code", "verify", "valid", "CodeShape", code="755224")]
    for name, code in refused_codes.items():
        cases.append(case(name, "verify", "invalid", "CodeShape", code=code))
    shown = {
        "white space before": " 755224",
        "a line break behind": "755224\n",
        "in two groups": "755 224",
        "in two groups, no-break space": "755\u00a0224",
        "in two groups, a dash": "755-224",
    }
    for name, code in shown.items():
        cases.append(case(name, "verify", "valid", "Generous", code=code))
    for name, changes in {
        "counter -1": {"counter": -1},
        "counter 2^64": {"counter": 1 << 64},
        "counter 1.0": {"counter": 1.0},
        "counter true": {"counter": True},
        "counter null": {"counter": None},
        "five digits wanted": {"digits": 5},
        "eleven digits wanted": {"digits": 11},
        "digits as text": {"digits": "6"},
        "MD5": {"digest": "md5"},
        "a digest of None": {"digest": None},
    }.items():
        cases.append(case(name, "code", "invalid", "Range", **changes))
    cases.append(case("an empty secret", "code", "invalid", "WeakSecret", secret_hex=""))
    return cases


def totp() -> list[dict[str, object]]:
    # RFC 6238 appendix B, SHA-1: the code of step 1, which lasts from 30 to 59.
    given = {"secret_hex": SECRET, "time": 59, "digits": 8, "interval": 30, "digest": "sha1"}

    def case(name: str, flag: str, step: object = None, **changes: object) -> dict[str, object]:
        record = {"id": name, "op": "verify_step", "in": {**given, "code": "94287082", **changes}}
        if step is not None:
            record["out"] = {"step": step}
        return {**record, "result": "invalid" if step is None else "valid", "flags": [flag]}

    return [
        case("its first second", "Window", 1, time=30),
        case("its last second", "Window", 1, time=59),
        case("a step late", "Window", 1, time=89),
        case("two steps late", "Window", time=90),
        case("a step early", "Window", 1, time=0),
        case("two steps early", "Window", time=0, code="07081804"),
        case("after an older step", "Replay", 1, after=0),
        case("after itself", "Replay", after=1),
        case("after a later step", "Replay", after=2),
        case("time -1", "Range", time=-1),
        case("time as text", "Range", time="59"),
        case("time beyond 2^64 steps", "Range", time=30 << 64),
        case("time true", "Range", time=True),
        case("interval 0", "Range", interval=0),
        case("interval -30", "Range", interval=-30),
        case("interval 30.0", "Range", interval=30.0),
        case("after as text", "Range", after="0"),
        case("after -2", "Range", after=-2),
        case("an empty secret", "WeakSecret", secret_hex=""),
        case("a number as code", "CodeShape", code=94287082),
        case("six of eight digits", "CodeShape", code="287082"),
    ]


KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
KEY_HEX = "48656c6c6f21deadbeef" * 2
PLAIN = f"otpauth://totp/Example:alice@example.com?secret={KEY}&issuer=Example"


def uris() -> list[dict[str, object]]:
    usual = {
        "type": "totp",
        "name": "alice@example.com",
        "issuer": "Example",
        "secret_hex": KEY_HEX,
        "digest": "sha1",
        "digits": 6,
        "interval": 30,
        "counter": 0,
    }

    def read(title: str, uri: str, flag: str, **changes: object) -> dict[str, object]:
        out = {**usual, **changes}
        return {
            "id": title,
            "op": "parse",
            "in": {"uri": uri},
            "out": out,
            "result": "valid",
            "flags": [flag],
        }

    def made(name: str, uri: str, flag: str) -> dict[str, object]:
        case = {"id": name, "op": "make", "in": {"uri": uri}, "out": {"uri": uri}}
        return {**case, "result": "valid", "flags": [flag]}

    def refused(name: str, uri: str, flag: str) -> dict[str, object]:
        return {"id": name, "op": "parse", "in": {"uri": uri}, "result": "invalid", "flags": [flag]}

    head, tail = "otpauth://totp/", f"?secret={KEY}"
    label = f"{head}a"
    everything = f"{PLAIN}&algorithm=SHA512&digits=8&period=60"
    spaced = f"{head}My%20App%3Aa%20b%2Bc%40x.example{tail}&issuer=My%20App&algorithm=SHA1&digits=6"
    counter = f"otpauth://hotp/a{tail}&counter=18446744073709551615"
    not_uris = {
        "an empty text": "",
        "the scheme alone": "otpauth://",
        "an unknown type": PLAIN.replace("totp", "motp"),
        "a line break inside": PLAIN.replace("alice", "ali\nce"),
        "an export": "otpauth-migration://offline?data=CgA%3D",
        "no query": "otpauth://totp/a",
        "another scheme": PLAIN.replace("otpauth", "https"),
        "a user before the type": PLAIN.replace("totp", "user@totp"),
        "a port behind the type": PLAIN.replace("totp", "totp:80"),
        "a zero behind": f"{PLAIN}\x00",
        "more than 8192 characters": f"{PLAIN}&x={'y' * 8192}",
    }
    queries = {
        "no secret": "issuer=Example",
        "an empty secret": "secret=",
        "secret without a value": "secret",
        "two secrets": f"secret={KEY}&secret={KEY[8:]}",
        "two numbers of digits": f"secret={KEY}&digits=6&digits=8",
        "four digits": f"secret={KEY}&digits=4",
        "eleven digits": f"secret={KEY}&digits=11",
        "digits with a sign": f"secret={KEY}&digits=+6",
        "digits with a fraction": f"secret={KEY}&digits=6.0",
        "period 0": f"secret={KEY}&period=0",
        "period -30": f"secret={KEY}&period=-30",
        "period beyond 2^31": f"secret={KEY}&period=2147483649",
        "MD5": f"secret={KEY}&algorithm=MD5",
        "an unknown algorithm": f"secret={KEY}&algorithm=SHA3",
        "a secret with a character too few": f"secret={KEY}A",
        "a secret with an 8": f"secret={KEY[:-1]}8",
        "a secret with padding inside": f"secret=JBSWY%3D%3D%3D{KEY}",
        "a secret with a 1": f"secret={KEY[:-1]}1",
    }
    return [
        read("the format's own form", PLAIN, "Label"),
        read("every parameter", everything, "Parameter", digest="sha512", digits=8, interval=60),
        read("colon encoded", PLAIN.replace(":alice", "%3Aalice"), "Encoding"),
        read("space behind the colon", PLAIN.replace(":alice", ":%20alice"), "Label"),
        read("issuer in the label only", PLAIN.replace("&issuer=Example", ""), "Label"),
        read("issuer in the parameter only", PLAIN.replace("Example:", ""), "Label"),
        read("no issuer", f"{head}alice@example.com{tail}", "Label", issuer=""),
        read("lower-case secret", PLAIN.replace(KEY, KEY.lower()), "Encoding"),
        read("lower-case algorithm", f"{PLAIN}&algorithm=sha256", "Parameter", digest="sha256"),
        read("unknown parameters", f"{PLAIN}&image=https%3A%2F%2Fx.example%2Fa.png&lock=true", "Parameter"),
        read("plus is a plus", PLAIN.replace("alice@", "a+b@"), "Encoding", name="a+b@example.com"),
        read(
            "plus for a space, told by the label",
            f"{head}My%20App%3Aalice@example.com{tail}&issuer=My+App",
            "Encoding",
            issuer="My App",
        ),
        read("UTF-8", f"{head}%C3%9Cbung:ren%C3%A9{tail}", "Encoding", issuer="Übung", name="rené"),
        read(
            "a counter of 2^64-1",
            counter,
            "Parameter",
            type="hotp",
            name="a",
            issuer="",
            counter=(1 << 64) - 1,
        ),
        read(
            "a secret in padded groups",
            f"{label}?secret=jbsw%20y3dp%20ehpk%203pxp%20aa%3D%3D%3D%3D%3D%3D",
            "Encoding",
            name="a",
            issuer="",
            secret_hex="48656c6c6f21deadbeef00",
        ),
        made("names with spaces and signs", spaced, "Encoding"),
        made("no issuer, a period", f"{label}{tail}&algorithm=SHA256&digits=8&period=60", "Parameter"),
        made("a counter, seven", f"otpauth://hotp/a{tail}&algorithm=SHA1&digits=6&counter=7", "Parameter"),
        *(refused(name, uri, "NotAKeyURI") for name, uri in not_uris.items()),
        *(refused(name, f"{label}?{query}", "Parameter") for name, query in queries.items()),
        refused("hotp without a counter", f"otpauth://hotp/a{tail}", "Parameter"),
        refused(
            "hotp with a counter of 2^64", f"otpauth://hotp/a{tail}&counter=18446744073709551616", "Parameter"
        ),
        refused(
            "hotp with a counter of 21 digits", f"otpauth://hotp/a{tail}&counter={'9' * 21}", "Parameter"
        ),
        *(read(name, uri, "Generous", **changes) for name, uri, changes in generous(head, tail)),
    ]


def generous(head: str, tail: str) -> list[tuple[str, str, dict[str, object]]]:
    """Return spellings that do not touch what makes the codes: (title, URI, what differs from PLAIN's)."""
    bare: dict[str, object] = {"name": "a", "issuer": ""}
    steam: dict[str, object] = {"type": "steam", "issuer": "Steam", "digits": 5}
    valve = PLAIN.replace("Example", "Steam")
    french = {"issuer": "Café 1", "name": "zoë"}
    return [
        ("two issuers, the parameter counts", PLAIN.replace("=Example", "=Other"), {"issuer": "Other"}),
        ("two issuers, one form-encoded", PLAIN.replace("Example:", "Some+Company%3A"), {}),
        ("a colon in the issuer", PLAIN.replace("Example", "Ex%3A%20ample"), {"issuer": "Ex: ample"}),
        ("a colon in the issuer, as it is", PLAIN.replace("Example", "Ex:ample"), {"issuer": "Ex:ample"}),
        ("a colon in the account", PLAIN.replace("alice@example.com", "x:alice"), {"name": "x:alice"}),
        ("two colons, no parameter", f"{head}A:B:c{tail}", {"issuer": "A:B", "name": "c"}),
        ("a slash in the issuer", PLAIN.replace("Example", "A/B"), {"issuer": "A/B"}),
        ("a number sign in the issuer", PLAIN.replace("Example", "C# Club"), {"issuer": "C# Club"}),
        ("a plus for each blank", PLAIN.replace("Example", "My+App"), {"issuer": "My App"}),
        ("an encoded plus", PLAIN.replace("Example", "A%2BB"), {"issuer": "A+B"}),
        ("no issuer before the colon", f"{head}%3Aa{tail}", bare),
        ("no account behind the colon", f"{head}Example%3A{tail}", {"name": ""}),
        ("no label", f"{head}{tail}&issuer=Example", {"name": ""}),
        ("no label and no slash", f"otpauth://totp{tail}&issuer=Example", {"name": ""}),
        ("a lone percent", f"{head}a%{tail}", {"name": "a%", "issuer": ""}),
        ("not hex", f"{head}a%zz{tail}", {"name": "a%zz", "issuer": ""}),
        ("not UTF-8", f"{head}a%FF{tail}", {"name": "a\ufffd", "issuer": ""}),
        ("blanks and accents not encoded", f"{head}Café 1: zoë{tail}", french),
        ("scheme and type in capitals", PLAIN.replace("otpauth://totp", "OTPAUTH://TOTP"), {}),
        ("parameters in capitals", f"{head}a?SECRET={KEY}&ISSUER=Example", {"name": "a"}),
        ("white space around", f" {PLAIN}\n", {}),
        ("in quotes", f'"{PLAIN}"', {}),
        ("ampersands as in HTML", PLAIN.replace("&", "&amp;"), {}),
        ("an ampersand behind", f"{PLAIN}&", {}),
        ("two ampersands", PLAIN.replace("&", "&&"), {}),
        ("a value without a name", f"{PLAIN}&=6", {}),
        ("an empty issuer", f"{head}a{tail}&issuer=", bare),
        ("an issuer without a value", f"{head}a{tail}&issuer&digits=8", {**bare, "digits": 8}),
        ("an empty period", f"{PLAIN}&period=", {}),
        ("the same twice", f"{PLAIN}&secret={KEY}&digits=6&digits=6", {}),
        ("digits encoded", f"{PLAIN}&digits=%38", {"digits": 8}),
        ("an algorithm with a dash", f"{PLAIN}&algorithm=SHA-256", {"digest": "sha256"}),
        ("an algorithm as Java names it", f"{PLAIN}&algorithm=HmacSHA512", {"digest": "sha512"}),
        ("a secret in groups with dashes", PLAIN.replace(KEY, f"{KEY[:8]}-{KEY[8:]}"), {}),
        ("a secret with a plus for a blank", PLAIN.replace(KEY, f"{KEY[:8]}+{KEY[8:]}"), {}),
        ("a secret with padding too long", PLAIN.replace(KEY, f"{KEY}%3D"), {}),
        ("a secret with spare bits", PLAIN.replace(KEY, KEY[:-1]), {"secret_hex": KEY_HEX[:-2]}),
        ("Steam by its encoder", f"{valve}&digits=5&encoder=steam", steam),
        ("Steam by its encoder alone", f"{valve}&encoder=steam", steam),
        ("Steam by five digits", f"{valve}&digits=5", steam),
        ("Steam as type", valve.replace("totp", "steam"), steam),
        ("Steam as scheme", f"steam://{KEY}", {**steam, "name": ""}),
    ]


if __name__ == "__main__":
    main()
