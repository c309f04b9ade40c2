"""The examples of the OAuth2 standards: RFC 6749, 7636, 7662, 8414, 8628, 8693, 8707, 9126 and 9207."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl

from .common import rfc, section, source_text, squeeze, write

JSON = "application/json"


def answers(text: str) -> list[tuple[int, str, str]]:
    """Return (status, content type, body) of every answer in JSON that a text shows."""
    found = []
    for match in re.finditer(
        r"HTTP/1\.1 (\d+) [\w ]+\n((?: +[\w-]+: [^\n]*\n)+)\s*\n( *\{.*?\n *\})", text, re.S
    ):
        kind = re.search(r"Content-Type: *(\S+)", match.group(2))
        if kind and kind.group(1).startswith(JSON):
            # Values are broken over lines only where they have no space.
            body = re.sub(r'"[^"]*"', lambda value: re.sub(r"\n\s*", "", value.group()), match.group(3))
            json.loads(body)
            found.append((int(match.group(1)), kind.group(1), squeeze_json(body)))
    return found


def squeeze_json(body: str) -> str:
    """Return JSON text as printed, but without its indentation."""
    return "\n".join(line.strip() for line in body.splitlines())


def answer_case(name: str, op: str, answer: tuple[int, str, str], **more: object) -> dict[str, object]:
    status, kind, body = answer
    return {"id": name, "op": op, "in": {"status": status, "content_type": kind, "body_utf8": body}, **more}


def request_url(text: str, start: str) -> str:
    """Return the path and query of a GET request printed over several lines."""
    match = re.search(rf"GET ({re.escape(start)}.*?) HTTP/1\.1", text, re.S)
    return squeeze(match.group(1))  # type: ignore[union-attr]


def url_case(name: str, host: str, path: str) -> dict[str, object]:
    base, _, query = path.partition("?")
    pairs = [list(pair) for pair in parse_qsl(query)]
    given: dict[str, object] = {}
    for key, value in pairs:
        given[key] = [*given[key], value] if key in given else value  # type: ignore[misc]
        if [key for key, _ in pairs].count(key) > 1 and isinstance(given[key], str):
            given[key] = [value]
    return {
        "id": name,
        "op": "authorization_url",
        "in": {"endpoint": host + base, "parameters": given},
        "out": {"base": host + base, "query": pairs},
        "result": "valid",
    }


def pkce() -> None:
    text = section(source_text("rfc7636.txt"), "Appendix B.  Example", "Appendix C")
    verifier = re.search(r"code_verifier:\s+(\S+)", text).group(1)  # type: ignore[union-attr]
    challenge = re.search(r"code_challenge:\s+(\S+)", text).group(1)  # type: ignore[union-attr]
    given = {"verifier": verifier}
    write(
        "oauth2",
        "pkce.rfc7636",
        title="The S256 code challenge",
        family="PKCE",
        spec="RFC 7636 appendix B",
        source=rfc(7636),
        cases=[
            {
                "id": "appendix B",
                "op": "challenge",
                "in": given,
                "out": {"challenge": challenge},
                "result": "valid",
            },
            {
                "id": "appendix B, server",
                "op": "verify",
                "in": {**given, "expected": challenge},
                "result": "valid",
            },
            {
                "id": "plain is not S256",
                "op": "verify",
                "in": {"verifier": verifier, "expected": verifier},
                "result": "invalid",
            },
        ],
    )


def request() -> None:
    text, indicators = source_text("rfc6749.txt"), source_text("rfc8707.txt")
    encoded = re.search(r"represented in the payload as:\s+(\S+)", text).group(1)  # type: ignore[union-attr]
    octets = re.search(r"notation\):\s+((?:[0-9A-F]{2} ?)+)\n", text).group(1)  # type: ignore[union-attr]
    header = re.search(r"Authorization: (Basic czZCaGRSa3F0Mzo3\S+)", text).group(1)  # type: ignore[union-attr]
    secret = re.search(r"client_secret=(\S+)", text).group(1)  # type: ignore[union-attr]
    server = "https://server.example.com"
    write(
        "oauth2",
        "request.rfc6749",
        title="What a client sends",
        family="OAuth2-Request",
        spec="RFC 6749 sections 2.3.1, 4.1.1 and appendix B; RFC 8707 section 2.1",
        source=rfc(6749, "and RFC 8707"),
        cases=[
            {
                "id": "appendix B",
                "op": "form",
                "in": {"value_hex": squeeze(octets).lower()},
                "out": {"body_utf8": f"v={encoded}"},
                "result": "valid",
            },
            {
                "id": "section 2.3.1",
                "op": "basic",
                "in": {"client_id": "s6BhdRkqt3", "client_secret": secret},
                "out": {"authorization": header},
                "result": "valid",
            },
            url_case("section 4.1.1", server, request_url(text, "/authorize?response_type=code")),
            url_case(
                "RFC 8707 figure 2",
                "https://authorization-server.example.com",
                request_url(indicators, "/as/authorization.oauth2?response_type=code"),
            ),
        ],
    )


def response() -> None:
    token = section(source_text("rfc6749.txt"), "5.1.  Successful Response", "5.2.")
    error = section(source_text("rfc6749.txt"), "5.2.  Error Response", "6.  Refreshing")
    cases: list[dict[str, object]] = [
        answer_case(
            "RFC 6749 section 5.1", "token", answers(token)[0], result="invalid", flags=["TokenType"]
        ),
        answer_case("RFC 6749 section 5.2", "token", answers(error)[0], result="invalid", flags=["Refusal"]),
    ]
    known = answers(token)[0]
    known = (known[0], known[1], known[2].replace('"token_type":"example"', '"token_type":"bearer"'))
    members = {"tokens_json": known[2], "expires_at": 3600}
    cases.append(answer_case("RFC 6749 section 5.1, bearer", "token", known, out=members, result="valid"))
    for i, found in enumerate(answers(source_text("rfc8693.txt")), 1):
        body = json.loads(found[2])
        case = answer_case(f"RFC 8693 example {i}", "token", found, result="valid")
        case["in"] = {**case["in"], "also": ["n_a"]}  # type: ignore[dict-item]
        case["out"] = {"tokens_json": found[2], "expires_at": body["expires_in"]}
        cases.append(case)
    for i, found in enumerate(answers(source_text("rfc7662.txt")), 1):
        out = {"claims_json": found[2]}
        cases.append(answer_case(f"RFC 7662 example {i}", "introspection", found, out=out, result="valid"))
    text = source_text("rfc9126.txt")
    url = url_case("", "https://as.example.com", request_url(text, "/authorize?client_id=CLIENT1234"))
    case = answer_case("RFC 9126 section 1.1", "pushed", answers(text)[0], out=url["out"], result="valid")
    pushed = {"endpoint": "https://as.example.com/authorize", "client_id": "CLIENT1234"}
    case["in"] = {**case["in"], **pushed}  # type: ignore[dict-item]
    cases.append(case)
    found = answers(source_text("rfc8628.txt"))[0]
    case = answer_case("RFC 8628 section 3.2", "device", found, result="valid")
    case["in"] = {**case["in"], "now": 1000}  # type: ignore[dict-item]
    case["out"] = {"device_json": json.dumps({**json.loads(found[2]), "expires_at": 2800})}
    cases.append(case)
    write(
        "oauth2",
        "response.rfc6749",
        title="What a server answers",
        family="OAuth2-Response",
        spec="RFC 6749 section 5, RFC 7662 section 2.2, RFC 8628 section 3.2, RFC 8693 section 2.2, RFC 9126",
        source=rfc(6749, "and RFC 7662, 8628, 8693, 9126"),
        flags={
            "TokenType": "a client must not use a token of a type it does not understand (section 7.1)",
            "Refusal": "an error of the server",
        },
        cases=cases,
    )


def metadata() -> None:
    text = source_text("rfc8414.txt")
    body = answers(section(text, "3.2.  Authorization Server Metadata Response", "3.3."))[0][2]
    cases: list[dict[str, object]] = []
    openid = {
        "https://example.com": "https://example.com/.well-known/openid-configuration",
        "https://example.com/issuer1": "https://example.com/issuer1/.well-known/openid-configuration",
    }
    for issuer, path in zip(openid, re.findall(r"GET (/\.well-known/oauth-\S+) HTTP", text)):
        out = {"oauth": f"https://example.com{path}", "openid": openid[issuer]}
        cases.append(
            {"id": issuer, "op": "well_known", "in": {"issuer": issuer}, "out": out, "result": "valid"}
        )
    for issuer, result in (
        ("https://server.example.com", "valid"),
        ("https://server.example.com/", "invalid"),
        ("https://SERVER.example.com", "invalid"),
        ("http://server.example.com", "invalid"),
    ):
        given = {"issuer": issuer, "metadata_json": body}
        cases.append({"id": f"of {issuer}", "op": "metadata", "in": given, "result": result})
    write(
        "oauth2",
        "metadata.rfc8414",
        title="Where a server's metadata is, and whose",
        family="OAuth2-Metadata",
        spec="RFC 8414 sections 3.1 to 3.3 and 5",
        source=rfc(8414),
        cases=cases,
    )


def callback() -> None:
    text = source_text("rfc9207.txt")
    urls = [
        squeeze(url) for url in re.findall(r"Location: (https://client\.example/cb\?.*?)\n\n", text, re.S)
    ]
    issuer = "https://honest.as.example"
    code, error = (dict(parse_qsl(url.partition("?")[2])) for url in urls)
    success = {"url": urls[0], "state": code["state"], "issuer": issuer}
    cases: list[dict[str, object]] = [
        {
            "id": "section 2.1",
            "op": "callback",
            "in": success,
            "out": {"code": code["code"]},
            "result": "valid",
        },
        {
            "id": "section 2.2",
            "op": "callback",
            "in": {"url": urls[1], "state": error["state"], "issuer": issuer},
            "out": {"error_code": "oauth2.authorization_error"},
            "result": "invalid",
        },
    ]
    changes = {
        "another issuer": {"issuer": "https://attacker.example"},
        "an issuer with a slash": {"issuer": issuer + "/"},
        "another state": {"state": error["state"]},
        "no issuer": {"url": urls[0].partition("&iss=")[0]},
        "a code twice": {"url": urls[0] + "&code=other"},
        "an issuer twice": {"url": urls[0] + "&iss=https%3A%2F%2Fhonest.as.example"},
    }
    for name, change in changes.items():
        out = {"error_code": "oauth2.callback"}
        given = {**success, **change}
        cases.append({"id": name, "op": "callback", "in": given, "out": out, "result": "invalid"})
    write(
        "oauth2",
        "callback.rfc9207",
        title="Callbacks with the issuer",
        family="OAuth2-Callback",
        spec="RFC 9207 section 2",
        source=rfc(9207, "the refused ones are the first example with one change"),
        cases=cases,
    )


def main() -> None:
    for make in (pkce, request, response, metadata, callback):
        make()


if __name__ == "__main__":
    main()
