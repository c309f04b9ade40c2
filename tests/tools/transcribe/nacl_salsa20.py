"""Salsa20, HSalsa20 and the secret box, from Bernstein's papers.

The papers print numbers and C arrays; the values stand here, not parsed from them. Each was computed
with other software as well (tests/interop/test_salsa20.py does it again).
"""

from __future__ import annotations

from .common import squeeze, write

NACL = {"name": "Cryptography in NaCl (Bernstein, 2009)", "license": "public domain"}
SPECIFICATION = {"name": "Salsa20 specification (Bernstein, 2005)", "license": "public domain"}
OWN = {"name": "jamlite", "license": "Apache-2.0"}
SHARED = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"
FIRST_KEY = "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389"
NONCE = "69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37"
PLAINTEXT = squeeze("""
    be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffc
    e5ecbaaf33bd751a1ac728d45e6c61296cdc3c01233561f41db66cce314adb31
    0e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde
    048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f93776384864
    5e0705
""")
CIPHERTEXT = squeeze("""
    8e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186a
    c0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738
    b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da
    99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74
    e355a5
""")
TAG = "f3ffc7703f9400e52a7dfb4b3d3305d9"
KEYSTREAM = squeeze("""
    45254427290f6bc1ff8b7a06aae9d9625990b66a1533c841ef31de22d772287e
    68c507e1c5991f02664e4cb054f5f6b8b1a0858206489577c0c384ecea67f64a
""")


def main() -> None:
    # Section 9 expands k0 = 1..16, k1 = 201..216, n = 101..116: nonce 101..108, block 109..116.
    expansion = {
        "id": "section 9",
        "op": "keystream",
        "in": {
            "key_hex": (bytes(range(1, 17)) + bytes(range(201, 217))).hex(),
            "nonce_hex": bytes(range(101, 109)).hex(),
            "counter": int.from_bytes(bytes(range(109, 117)), "little"),
            "length": 64,
        },
        "out": {"keystream_hex": KEYSTREAM},
    }
    subkeys = [
        {
            "id": f"section 8, {name}",
            "op": "derive",
            "in": {"key_hex": key, "nonce_hex": nonce},
            "out": {"subkey_hex": subkey},
        }
        for name, key, nonce, subkey in (
            ("first key", SHARED, "00" * 16, FIRST_KEY),
            (
                "second key",
                FIRST_KEY,
                NONCE[:32],
                "dc908dda0b9344a953629b733820778880f3ceb421bb61b91cbd4c3e66256ce4",
            ),
        )
    ]
    shared = {"key_hex": FIRST_KEY, "nonce_hex": NONCE}
    opened, sealed = {"plaintext_hex": PLAINTEXT}, {"ciphertext_hex": CIPHERTEXT, "tag_hex": TAG}
    changed = {"ciphertext_hex": CIPHERTEXT, "tag_hex": "f2" + TAG[2:]}
    cut = {"ciphertext_hex": CIPHERTEXT[:-2], "tag_hex": TAG}
    box = [
        {"id": "section 10, encrypt", "op": "encrypt", "in": {**shared, **opened}, "out": sealed},
        {"id": "section 10, decrypt", "op": "decrypt", "in": {**shared, **sealed}, "out": opened},
    ]
    forged = [
        {"id": "changed tag", "op": "decrypt", "in": {**shared, **changed}, "result": "invalid"},
        {"id": "cut ciphertext", "op": "decrypt", "in": {**shared, **cut}, "result": "invalid"},
    ]
    for name, family, spec, source, cases in (
        ("salsa20.specification", "Salsa20", "Salsa20 specification section 9", SPECIFICATION, [expansion]),
        ("hsalsa20.nacl", "HSalsa20", "Cryptography in NaCl section 8", NACL, subkeys),
        ("xsalsa20_poly1305.nacl", "XSalsa20-Poly1305", "Cryptography in NaCl section 10", NACL, box),
        ("xsalsa20_poly1305.jamlite", "XSalsa20-Poly1305", "Cryptography in NaCl section 10", OWN, forged),
    ):
        write(
            "crypto",
            name,
            title=family,
            family=family,
            spec=spec,
            source=source,
            cases=[{"result": "valid", **case} for case in cases],
        )


if __name__ == "__main__":
    main()
