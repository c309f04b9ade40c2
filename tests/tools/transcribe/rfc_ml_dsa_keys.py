"""ML-DSA in JOSE (RFC 9964 appendix A) and in PEM (RFC 9881 appendix C).

The keys of both come from a seed that they print: zeros in RFC 9964, 00 01 .. 1f in RFC 9881. Their
values are long and fixed by the seed, so they are computed here and compared with what is printed: the
thumbprints of the keys, the beginning and the end of the signatures and of the PEM texts.
"""

from __future__ import annotations

import textwrap
from base64 import b64decode, b64encode

from jamlite.crypto import ml_dsa
from jamlite.encoding import base64url
from jamlite.jose import JWK

from .common import rfc, write

PAYLOAD = (
    "It\u2019s a dangerous business, Frodo, going out your door."  # RFC 7520 section 4, its first sentence
)
# (alg, kid, the JWS header segment, beginning and end of the signature)
JOSE = (
    (
        "ML-DSA-44",
        "T4xl70S7MT6Zeq6r9V9fPJGVn76wfnXJ21-gyo0Gu6o",
        "eyJhbGciOiJNTC1EU0EtNDQiLCJraWQiOiJUNHhsNzBTN01UNlplcTZyOVY5ZlBKR1ZuNzZ3Zm5YSjIxLWd5bzBHdTZvIn0",
        "knI1Q_9CIzLH5Xy94Kkc7WVKqZcAgtJ3mNf0GUj1uLA6YXAWFJfXkh-zQxUtEl3UIC7zPCiUwKTDR6ZsuUmFj8Ct",
        "rjA4PAGDzdKWVplcHJ6jKmrsbrEztHd9QAAAAAAAAAAAAAAABIfMEQ",
    ),
    (
        "ML-DSA-65",
        "Suiu29qbfuaBaR4Ats-c6XQBePB_OpAxAwcTR_0KXVM",
        "eyJhbGciOiJNTC1EU0EtNjUiLCJraWQiOiJTdWl1MjlxYmZ1YUJhUjRBdHMtYzZYUUJlUEJfT3BBeEF3Y1RSXzBLWFZNIn0",
        "zmO9_0bLgJAegoVNymfRo4nGPK5lVtSFGnDbzfzYAD5mUEXpaBUg4itvZ8rAUZi4HLb59QqDQSBSpMXC0axajXOM",
        "EzNmFmhc4iO4msz_seQ1N0drbB0NoUVWBmcY3pGC9TiY6f6Pn-FBUnQkuBhIyPtgAAAAAAAAAABgwVHCUv",
    ),
)
PEM_SEED = "MDQCAQAwCwYJYIZIAWUDBAMRBCKAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
# (what, beginning and end of the base64 that is printed)
PEM = {
    "expanded": (
        "MIIKGAIBADALBglghkgBZQMEAxEEggoEBIIKANeytHJUquDbReeTDUqY0sl9jxOX0Xidr6FwJLMW6b7JOc4Pf3f421ZE3No2",
        "8i+qEGOY93BgBuQum+HvidJcJy8RqVCVxYfXE3MihN6dvTxyF7BoniHY6w/2lmg=",
    ),
    "both": (
        "MIIKPgIBADALBglghkgBZQMEAxEEggoqMIIKJgQgAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8EggoA17K0clSq",
        "VqBak3nnqOa+/uPyL6oQY5j3cGAG5C6b4e+J0lwnLxGpUJXFh9cTcyKE3p29PHIXsGieIdjrD/aWaA==",
    ),
    "public": (
        "MIIFMjALBglghkgBZQMEAxEDggUhANeytHJUquDbReeTDUqY0sl9jxOX0Xidr6FwJLMW6b7JT8mUbULxm3mnQTu6oz5xSctC",
        "7e+meTaaIgJ2YVHxapZfn4Hs52zAcLVYaeTbl4TPBcgwsyQsgxI=",
    ),
}


def jose() -> list[dict[str, object]]:
    cases: list[dict[str, object]] = []
    for alg, kid, header, begins, ends in JOSE:
        pub = base64url.encode(ml_dsa.public_key(alg, bytes(32)))
        key = {"kty": "AKP", "alg": alg, "pub": pub, "kid": kid}
        assert JWK(key).thumbprint() == kid, alg
        signed = f"{header}.{base64url.encode(PAYLOAD.encode())}"
        signature = base64url.encode(ml_dsa.sign(alg, bytes(32), signed.encode(), extra_entropy=b""))
        assert signature.startswith(begins) and signature.endswith(ends), alg
        cases.append(
            {
                "id": f"appendix A, {alg}",
                "op": "verify",
                "in": {"token": f"{signed}.{signature}", "key": key},
                "out": {"payload_utf8": PAYLOAD},
                "result": "valid",
            }
        )
    return cases


def thumbprints() -> list[dict[str, object]]:
    found = []
    for alg, kid, *_ in JOSE:
        pub = base64url.encode(ml_dsa.public_key(alg, bytes(32)))
        seed = {"priv": base64url.encode(bytes(32))}
        found.append(
            {
                "id": f"appendix A, {alg}",
                "op": "thumbprint",
                "in": {"jwk": {"kty": "AKP", "alg": alg, "pub": pub, **seed}},
                "out": {"thumbprint": kid},
                "result": "valid",
            }
        )
    return found


def pem(label: str, body: str) -> str:
    return "\n".join([f"-----BEGIN {label}-----", *textwrap.wrap(body, 64), f"-----END {label}-----", ""])


def pems() -> list[dict[str, object]]:
    key = JWK.from_pem(pem("PRIVATE KEY", PEM_SEED))
    members, public = key.to_dict(), key.to_dict(private=False)
    assert b64decode(PEM_SEED) == key.to_der()
    texts = {"seed": ("PRIVATE KEY", PEM_SEED, members)}
    for form, (begins, ends) in PEM.items():
        der = key.to_der(private=False) if form == "public" else key.to_der(form=form)
        body = b64encode(der).decode("ascii")
        assert body.startswith(begins) and body.endswith(ends), form
        label = "PUBLIC KEY" if form == "public" else "PRIVATE KEY"
        texts[form] = label, body, members if form == "both" else public
    return [
        {
            "id": f"appendix C, ML-DSA-44, {form}",
            "op": "load_pem",
            "in": {"text_utf8": pem(label, body)},
            "out": {"members": wanted},
            "result": "valid",
        }
        for form, (label, body, wanted) in texts.items()
    ]


def main() -> None:
    note = "values fixed by a printed seed, computed, and compared with the printed beginning and end"
    write(
        "jose",
        "jws.rfc9964",
        title="JSON Web Signature with ML-DSA",
        family="JWS",
        spec="RFC 9964 appendix A",
        source=rfc(9964, note),
        cases=jose(),
    )
    write(
        "jose",
        "thumbprint.rfc9964",
        title="Thumbprints of AKP keys",
        family="JWK",
        spec="RFC 9964 appendix A",
        source=rfc(9964, note),
        cases=thumbprints(),
    )
    write(
        "keys",
        "ml_dsa.rfc9881",
        title="ML-DSA keys in PEM",
        family="keys",
        spec="RFC 9881 appendix C",
        source=rfc(9881, note),
        cases=pems(),
    )


if __name__ == "__main__":
    main()
