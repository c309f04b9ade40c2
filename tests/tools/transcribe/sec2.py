"""SEC 2 version 2 section 2: the base points as octets; and RFC 6979 applied to its curve secp256k1.

Needs no folder: the few values stand here. The signatures on secp256k1 were published in 2013 (Bitcoin
forum, topic 285142) and have been reproduced by many since; s is as computed, not lowered.
"""

from __future__ import annotations

from .common import write

BASE_POINTS = {
    "P-256": (
        "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
    ),
    "P-384": (
        "03aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
        "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
    ),
    "P-521": (
        (
            "0200c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
            "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66"
        ),
        (
            "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b901"
            "3fad0761353c7086a272c24088be94769fd16650"
        ),
    ),
    "secp256k1": (
        "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
        "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8",
    ),
}
SIGNATURES = (
    (
        "1".zfill(64),
        "Satoshi Nakamoto",
        (
            "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
            "dbbd3162d46e9f9bef7feb87c16dc13b4f6568a87f4e83f728e2443ba586675c"
        ),
    ),
    (
        "1".zfill(64),
        "All those moments will be lost in time, like tears in rain. Time to die...",
        (
            "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b"
            "ab8019bbd8b6924cc4099fe625340ffb1eaac34bf4477daa39d0835429094520"
        ),
    ),
    (
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140",
        "Satoshi Nakamoto",
        (
            "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0"
            "94c632f14e4379fc1ea610a3df5a375152549736425ee17cebe10abbc2a2826c"
        ),
    ),
    (
        "f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181",
        "Alan Turing",
        (
            "7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c"
            "a72033e1ff5ca1ea8d0c99001cb45f0272d3be7525d3049c0d9e98dc7582b857"
        ),
    ),
)
ALAN_TURING = {
    "x_hex": "92df7b245b81aa637ab4e867c8d511008f79161a97d64f2ac709600352f7acbc",
    "y_hex": "e9bfdf1b13fa0cb1de4521e5386cde3a1cd26c5ab584989d07bbed58a5419f62",
}
SECG = {"name": "SEC 2 version 2", "license": "published without fee or restriction; values only"}
BITCOIN = {
    "name": "Bitcoin forum, topic 285142",
    "license": "facts: the output of RFC 6979",
    "note": "reproduced with python-ecdsa 0.19.2",
}


def base_points() -> None:
    for curve, (octets, y) in BASE_POINTS.items():
        x = octets[2:]
        point = {"x_hex": x, "y_hex": y}
        cases: list[dict[str, object]] = []
        for name, value, compressed in (("compressed", octets, True), ("uncompressed", f"04{x}{y}", False)):
            form = {"point_hex": value}
            cases.append(
                {"id": f"decode {name}", "op": "decode", "in": form, "out": point, "result": "valid"}
            )
            cases.append(
                {
                    "id": f"encode {name}",
                    "op": "encode",
                    "in": {**point, "compressed": compressed},
                    "out": form,
                    "result": "valid",
                }
            )
        write(
            "crypto",
            f"sec1_{curve.lower().replace('-', '')}.sec2",
            title=f"The base point of {curve} as octets",
            family=f"SEC 1 {curve}",
            spec="SEC 2 version 2 section 2",
            source=SECG,
            cases=cases,
        )


def secp256k1() -> None:
    cases: list[dict[str, object]] = []
    for index, (private, message, signature) in enumerate(SIGNATURES, 1):
        cases.append(
            {
                "id": f"sign {index}",
                "op": "sign",
                "in": {"private_hex": private, "message_utf8": message, "hash": "sha256"},
                "out": {"signature_hex": signature},
                "result": "valid",
                "reproducible": True,
            }
        )
    private, message, signature = SIGNATURES[-1]
    record = {"message_utf8": message, "hash": "sha256", "signature_hex": signature}
    pair: dict[str, object] = {"in": {"private_hex": private}, "out": ALAN_TURING, "result": "valid"}
    cases.append({"id": "key pair", "op": "public_key", **pair})
    cases.append({"id": "verify", "op": "verify", "in": {**ALAN_TURING, **record}, "result": "valid"})
    write(
        "crypto",
        "ecdsa_secp256k1.bitcoin",
        title="Deterministic ECDSA on secp256k1 with SHA-256",
        family="ECDSA secp256k1",
        spec="RFC 6979 section 3.2",
        source=BITCOIN,
        cases=cases,
    )
    octets, y = BASE_POINTS["secp256k1"]
    write(
        "crypto",
        "ecdh_secp256k1.bitcoin",
        title="Diffie-Hellman on secp256k1 with the base point as the other side: x of the key pair",
        family="ECDH secp256k1",
        spec="SEC 1 version 2 section 3.3.1",
        source=BITCOIN,
        cases=[
            {
                "id": "Alan Turing",
                "op": "exchange",
                "in": {"private_hex": private, "x_hex": octets[2:], "y_hex": y},
                "out": {"secret_hex": ALAN_TURING["x_hex"]},
                "result": "valid",
            }
        ],
    )


if __name__ == "__main__":
    base_points()
    secp256k1()
