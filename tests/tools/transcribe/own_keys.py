"""Our own cases for keys: each rule of DER and of JWK members broken once, and what looks like a key.

Run with the folder of the RFC texts: the sound keys that are bent here are printed in RFC 7517, 7468
and 8410. Only refusals and recognitions are made by our code.
"""

from __future__ import annotations

import base64
import json
from typing import Any, Callable

from jamlite.keys import traces

from .common import source_text, write
from .rfc_keys import blocks, body, keys_of_rfc7517

OWN = {"name": "jamlite", "license": "Apache-2.0"}
DER, KEY = "encoding.invalid", "crypto.invalid_key"
Case = dict[str, Any]


def refusal(case_id: str, op: str, given: dict[str, Any], code: str, note: str) -> Case:
    case = {"id": case_id, "op": op, "in": given, "out": {"error_code": code}, "result": "invalid"}
    return {**case, "note": note} if note else case


def sealed(tag: str, content: str) -> str:
    """Return one DER element of short length, in hex."""
    return f"{tag}{len(content) // 2:02x}{content}"


def der_cases(public: str, private: str, ec: str) -> list[Case]:
    """`public` and `private`: Ed25519 as SPKI and PKCS #8; `ec`: secp256k1 as PKCS #8; all in hex."""
    key = public[-64:]
    algorithm = "300506032b6570"
    bits = sealed("03", f"00{key}")
    seed = private[-72:]
    bent = {
        "empty": ("", DER),
        "one byte": ("30", DER),
        "cut short by a byte": (public[:-2], DER),
        "a byte too many": (f"{public}00", DER),
        "a line break after it": (f"{public}0a", DER),
        "twice": (public * 2, DER),
        "outer length in two octets": (f"3081{public[2:]}", DER),
        "outer length in three octets": (f"308200{public[2:]}", DER),
        "outer length of 2^32 - 1": (f"3084ffffffff{public[4:]}", DER),
        "indefinite outer length": (f"3080{public[4:]}0000", DER),
        "indefinite inner length": (sealed("30", f"308006032b65700000{bits}"), DER),
        "inner length in the long form": (sealed("30", f"308105{algorithm[4:]}{bits}"), DER),
        "a SET instead of a SEQUENCE": (f"31{public[2:]}", DER),
        "a tag of two bytes": (f"3f30{public[2:]}", DER),
        "padded object identifier": (sealed("30", f"3006060480{algorithm[8:]}{bits}"), DER),
        "object identifier cut short": (sealed("30", f"300506032b65f0{bits}"), DER),
        "empty object identifier": (sealed("30", f"30020600{bits}"), DER),
        "bit string with seven bits in its last byte": (
            sealed("30", algorithm + sealed("03", f"01{key}")),
            DER,
        ),
        "bit string without its first octet": (sealed("30", algorithm + sealed("03", key)), DER),
        "empty bit string": (sealed("30", f"{algorithm}0300"), DER),
        "octet string instead of bit string": (sealed("30", algorithm + sealed("04", f"00{key}")), KEY),
        "NULL parameters of Ed25519": (sealed("30", f"300706032b65700500{bits}"), DER),
        "something after the bit string": (sealed("30", f"{algorithm}{bits}0500"), DER),
        "key of 31 bytes": (sealed("30", algorithm + sealed("03", f"00{key[2:]}")), KEY),
        "key of 33 bytes": (sealed("30", algorithm + sealed("03", f"0000{key}")), KEY),
        "key of small order": (sealed("30", algorithm + sealed("03", f"0001{'00' * 31}")), KEY),
        "key that is no canonical point": (sealed("30", algorithm + sealed("03", f"00ee{'ff' * 30}7f")), KEY),
        "an algorithm nobody knows": (sealed("30", f"300406022a03{bits}"), KEY),
        "private: version 1 without public key": (sealed("30", f"020101{algorithm}{seed}"), KEY),
        "private: version 2": (sealed("30", f"020102{algorithm}{seed}"), KEY),
        "private: negative version": (sealed("30", f"0201ff{algorithm}{seed}"), DER),
        "private: padded version": (sealed("30", f"02020000{algorithm}{seed}"), DER),
        "private: empty version": (sealed("30", f"0200{algorithm}{seed}"), DER),
        "private: not wrapped twice": (sealed("30", f"020100{algorithm}{sealed('04', seed[8:])}"), DER),
        "private: of 31 bytes": (
            sealed("30", f"020100{algorithm}{sealed('04', sealed('04', seed[10:]))}"),
            KEY,
        ),
        "private: another public key": (
            sealed("30", f"020101{algorithm}{seed}{sealed('81', '00' + '11' * 32)}"),
            KEY,
        ),
        "private: public key with version 0": (
            sealed("30", f"020100{algorithm}{seed}{sealed('81', '00' + key)}"),
            KEY,
        ),
        "EC: last byte of the public key changed": (f"{ec[:-2]}{int(ec[-2:], 16) ^ 1:02x}", KEY),
        "EC: private value 0": (ec.replace(ec_d(ec), "00" * 32), KEY),
        "EC: private value n": (
            ec.replace(ec_d(ec), "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
            KEY,
        ),
        "EC: another private value": (ec.replace(ec_d(ec), "11" * 32), KEY),
        "EC: point form 06": (ec.replace("03420004", "03420006"), KEY),
        "EC: named for another curve": (ec.replace("06052b8104000a", "06052b81040022"), KEY),
    }
    return [refusal(name, "load_der", {"data_hex": data}, code, "") for name, (data, code) in bent.items()]


def ec_d(ec: str) -> str:
    return ec.split("0201010420")[1][:64]


def jwk_cases(ec: dict[str, str], rsa: dict[str, str], okp: dict[str, str]) -> list[Case]:
    def without(key: dict[str, str], *names: str) -> dict[str, str]:
        return {name: value for name, value in key.items() if name not in names}

    def other(value: str) -> str:
        """Return base64url of the same length that stands for another value."""
        return ("A" if value[0] != "A" else "B") + value[1:]

    padded = base64.urlsafe_b64encode(b"\0" + base64.urlsafe_b64decode(f"{ec['x']}=")).decode().rstrip("=")
    public = without(rsa, "d", "p", "q", "dp", "dq", "qi")
    bent: dict[str, tuple[Any, str]] = {
        "EC: kty in lower case": ({**ec, "kty": "ec"}, ""),
        "EC: kty missing": (without(ec, "kty"), ""),
        "EC: crv missing": (without(ec, "crv"), ""),
        "EC: crv in lower case": ({**ec, "crv": "p-256"}, ""),
        "EC: crv a number": ({**ec, "crv": 256}, ""),
        "EC: crv a list": ({**ec, "crv": ["P-256"]}, ""),
        "EC: crv of another curve of the same size": ({**ec, "crv": "secp256k1"}, "off the curve"),
        "EC: crv of another size": ({**ec, "crv": "P-384"}, "coordinates too short"),
        "EC: crv of an OKP key": ({**ec, "crv": "Ed25519"}, ""),
        "EC: x missing": (without(ec, "x"), ""),
        "EC: y missing": (without(ec, "y"), ""),
        "EC: x null": ({**ec, "x": None}, ""),
        "EC: x a number": ({**ec, "x": 5}, ""),
        "EC: x empty": ({**ec, "x": ""}, ""),
        "EC: x with padding": ({**ec, "x": f"{ec['x']}="}, "RFC 7515 section 2"),
        "EC: x with white space": ({**ec, "x": f" {ec['x']}"}, ""),
        "EC: x with a line break": ({**ec, "x": f"{ec['x']}\n"}, ""),
        "EC: x in base64": ({**ec, "y": ec["y"][:-2] + "+/"}, "the letters of base64url only"),
        "EC: x with a leading zero": ({**ec, "x": padded}, "RFC 7518 section 6.2.1.2: full size exactly"),
        "EC: x one byte short": ({**ec, "x": ec["x"][:-3]}, "RFC 7518 section 6.2.1.2"),
        "EC: x and y swapped": ({**ec, "x": ec["y"], "y": ec["x"]}, "off the curve"),
        "EC: (0, 0)": ({**ec, "x": "A" * 43, "y": "A" * 43}, "off the curve"),
        "EC: d of another key": ({**ec, "d": other(ec["d"])}, "would sign for nobody"),
        "EC: d of 0": ({**ec, "d": "A" * 43}, "RFC 7518 section 6.2.2.1"),
        "EC: d of n": ({**ec, "d": "_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE"}, ""),
        "EC: d empty": ({**ec, "d": ""}, ""),
        "EC: d null": ({**ec, "d": None}, "null is not absent"),
        "EC: d one byte short": ({**ec, "d": ec["d"][:-3]}, "RFC 7518 section 6.2.2.1: full size exactly"),
        "RSA: n missing": (without(rsa, "n"), ""),
        "RSA: e missing": (without(rsa, "e"), ""),
        "RSA: e a number": ({**rsa, "e": 65537}, ""),
        "RSA: e of 1": ({**public, "e": "AQ"}, ""),
        "RSA: e of 2": ({**public, "e": "Ag"}, ""),
        "RSA: e even": ({**public, "e": "AQAA"}, ""),
        "RSA: e of 0": ({**public, "e": "AA"}, ""),
        "RSA: e with a leading zero": ({**public, "e": "AAEAAQ"}, "RFC 7518 section 2, Base64urlUInt"),
        "RSA: n even": ({**public, "n": f"{public['n'][:-1]}g"}, ""),
        "RSA: n of 1024 bits": ({**public, "n": public["n"][:171]}, "RFC 7518 section 3.3"),
        "RSA: n of 20000 bits": ({**public, "n": "_" * 3333 + "w"}, ""),
        "RSA: n with padding": ({**public, "n": f"{public['n']}=="}, ""),
        "RSA: d of another key": ({**rsa, "d": other(rsa["d"])}, ""),
        "RSA: d of 1": ({**rsa, "d": "AQ"}, ""),
        "RSA: d above n": ({**rsa, "d": f"_{rsa['n'][1:]}"}, ""),
        "RSA: d wrong, nothing else": ({**public, "d": other(rsa["d"])}, "no factors come of it"),
        "RSA: p wrong": ({**rsa, "p": other(rsa["p"])}, ""),
        "RSA: p is 1": ({**rsa, "p": "AQ"}, ""),
        "RSA: p is n, q is 1": ({**rsa, "p": rsa["n"], "q": "AQ"}, ""),
        "RSA: p twice": ({**rsa, "q": rsa["p"]}, ""),
        "RSA: dp wrong": ({**rsa, "dp": other(rsa["dp"])}, "a fault would show the factors"),
        "RSA: dq wrong": ({**rsa, "dq": other(rsa["dq"])}, "a fault would show the factors"),
        "RSA: qi wrong": ({**rsa, "qi": other(rsa["qi"])}, "a fault would show the factors"),
        "RSA: dp null": ({**rsa, "dp": None}, ""),
        "RSA: private members without d": (without(rsa, "d"), "RFC 7518 section 6.3.2"),
        "RSA: more than two primes": ({**rsa, "oth": [{"r": "AQ", "d": "AQ", "t": "AQ"}]}, "oth"),
        "RSA: oth empty": ({**rsa, "oth": []}, "oth"),
        "OKP: crv missing": (without(okp, "crv"), ""),
        "OKP: crv of an EC key": ({**okp, "crv": "P-256"}, ""),
        "OKP: crv in lower case": ({**okp, "crv": "ed25519"}, ""),
        "OKP: crv of another size": ({**okp, "crv": "Ed448"}, ""),
        "OKP: x missing": (without(okp, "x"), "RFC 8037 section 2: x must be there"),
        "OKP: x of 31 bytes": ({**okp, "x": okp["x"][:-2]}, ""),
        "OKP: x of 33 bytes": ({**okp, "x": f"{okp['x'][:-1]}oA"}, ""),
        "OKP: x with padding": ({**okp, "x": f"{okp['x']}="}, ""),
        "OKP: x of small order": (
            {**without(okp, "d"), "x": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
            "",
        ),
        "OKP: x not canonical": (
            {**without(okp, "d"), "x": "7v_______________________________________38"},
            "",
        ),
        "OKP: d of another key": ({**okp, "d": other(okp["d"])}, "would give the key away"),
        "OKP: d of an X25519 key": ({**okp, "crv": "X25519"}, "x is not its public key"),
        "OKP: d of 31 bytes": ({**okp, "d": okp["d"][:-2]}, ""),
        "OKP: d a list": ({**okp, "d": [1, 2]}, ""),
        "oct: k missing": ({"kty": "oct"}, ""),
        "oct: k empty": ({"kty": "oct", "k": ""}, ""),
        "oct: k null": ({"kty": "oct", "k": None}, ""),
        "oct: k with padding": ({"kty": "oct", "k": "YWJj="}, ""),
        "oct: k with bits left over": ({"kty": "oct", "k": "YWJjZB"}, "RFC 4648 section 3.5"),
    }
    return [refusal(name, "jwk", {"members": members}, KEY, note) for name, (members, note) in bent.items()]


def recognition_cases(pem: str, private: str, ssh: str, ec: dict[str, str]) -> list[Case]:
    spki = body(pem)
    jwk = json.dumps(ec)
    one_line = pem.replace("\n", "")
    keys: dict[str, bytes] = {
        "PEM": pem.encode(),
        "PEM, private": private.encode(),
        "PEM, CRLF": pem.replace("\n", "\r\n").encode(),
        "PEM, CR": pem.replace("\n", "\r").encode(),
        "PEM, byte order mark": b"\xef\xbb\xbf" + pem.encode(),
        "PEM, UTF-16": pem.encode("utf-16"),
        "PEM, indented": pem.replace("\n", "\n    ").encode(),
        "PEM, blank lines": pem.replace("\n", "\n\n").encode(),
        "PEM, on one line": one_line.encode(),
        "PEM, written-out line breaks": pem.replace("\n", "\\n").encode(),
        "PEM, in quotes": f'"{pem}"'.encode(),
        "PEM, leading text": b"Bag Attributes\n    localKeyID: 01\n" + pem.encode(),
        "PEM, cut short": pem[:60].encode(),
        "PEM, certificate label": pem.replace("PUBLIC KEY", "CERTIFICATE").encode(),
        "PEM, PKCS #1 label": pem.replace("PUBLIC KEY", "RSA PUBLIC KEY").encode(),
        "SSH2 file": b"---- BEGIN SSH2 PUBLIC KEY ----\nComment: x\nAAAA\n---- END SSH2 PUBLIC KEY ----\n",
        "DER": spki,
        "DER and a line break": spki + b"\n",
        "base64 of DER": base64.b64encode(spki),
        "base64 of DER, in lines": base64.encodebytes(spki),
        "base64url of DER, no padding": base64.urlsafe_b64encode(spki).rstrip(b"="),
        "DER, private": body(private),
        "OpenSSH": ssh.encode(),
        "OpenSSH with options before it": b'from="*.example" ' + ssh.encode(),
        "OpenSSH, base64 alone": ssh.split()[1].encode(),
        "OpenSSH, bytes": base64.b64decode(ssh.split()[1]),
        "JWK": jwk.encode(),
        "JWK, indented": json.dumps(ec, indent=2).encode(),
        "JWK, byte order mark": b"\xef\xbb\xbf" + jwk.encode(),
        "JWK, kty escaped": jwk.replace('"kty"', '"\\u006bty"').encode(),
        "JWK, blanks before it": b" \n" + jwk.encode(),
        "JWK Set": json.dumps({"keys": [{"kty": "oct", "k": "YQ"}, ec]}).encode(),
        "list of JWKs": json.dumps([ec]).encode(),
        "JWK as Python prints it": str(ec).encode(),
    }
    secrets: dict[str, bytes] = {
        "empty": b"",
        "words": b"correct horse battery staple",
        "hex": b"30" * 32,
        "32 bytes that begin like DER": bytes.fromhex("301e") + b"\x55" * 30,
        "zeros": bytes(32),
        "base64 that begins like DER": b"MySecretKeyOfManyLetters01234567",
        "other JSON": b'{"secret": "value"}',
        "deep JSON": b"[" * 5000,
        "text about a key": b"BEGINNING of my public key phrase, ssh-rsa included",
    }
    other: dict[str, tuple[bytes, str]] = {
        "a JWK of a symmetric key": (b'{"kty":"oct","k":"YWJj"}', traces.JWK),
        "JWT": (b"eyJhbGciOiJub25lIn0.eyJqb2UiOnRydWV9.", traces.TOKEN),
        "path of a key file": (b"/run/secrets/jwt.key", traces.PATH),
        "name of a key file": (b"keys/private.pem", traces.PATH),
        "variable": (b"${JWT_SECRET}", traces.VARIABLE),
        "address": (b"https://issuer.example/.well-known/jwks.json", traces.ADDRESS),
    }
    for name, secret in keys.items():
        other[name] = secret, traces.JWK if "JWK" in name else traces.KEY
    return [
        {
            "id": name,
            "op": "recognise",
            "in": {"secret_hex": secret.hex()},
            "out": {"looks_like": expected},
            "result": "valid",
        }
        for name, (secret, expected) in [
            *((name, (secret, "a secret")) for name, secret in secrets.items()),
            *other.items(),
        ]
    ]


def main() -> None:
    examples = blocks(source_text("rfc8410.txt"))
    public, private = examples[0], examples[1]
    (ec_pem,) = (b for b in blocks(source_text("rfc7468.txt")) if "BEGIN PRIVATE" in b)
    jwks = [key for _, key in keys_of_rfc7517()]
    ec, rsa, okp = (
        jwks[2],
        jwks[3],
        json.loads(
            '{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",'
            '"x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}'  # RFC 8037 appendix A.1
        ),
    )
    blob = b"\0\0\0\x0bssh-ed25519\0\0\0 " + body(public)[-32:]
    ssh = f"ssh-ed25519 {base64.b64encode(blob).decode()} someone@example"
    strict = der_cases(body(public).hex(), body(private).hex(), body(ec_pem).hex())
    made: tuple[tuple[str, str, Callable[[], list[Case]]], ...] = (
        ("der", "X.690 section 10, RFC 5280, 5480, 5915, 5958, 8410", lambda: strict),
        ("jwk", "RFC 7517, RFC 7518 section 6, RFC 8037 section 2", lambda: jwk_cases(ec, rsa, okp)),
        ("recognise", "RFC 8725 section 2.1", lambda: recognition_cases(public, private, ssh, ec)),
    )
    for name, spec, cases in made:
        write("keys", f"{name}.jamlite", title="Keys", family="keys", spec=spec, source=OWN, cases=cases())


if __name__ == "__main__":
    main()
