"""Our own cases for AES, its modes and Fernet: counters that wrap, and what must be refused.

Run without an argument. Valid outputs stand as literals and come from another implementation (the
package `cryptography`, which tests/interop holds to the same cases); only refusals are made by our code.
"""

from __future__ import annotations

from jamlite.crypto import aes, aes_cbc, aes_gcm, aes_kw, fernet
from jamlite.encoding import base64url

from .common import squeeze, write

OWN = {"name": "jamlite", "license": "Apache-2.0"}
CODE = "crypto.decryption_failed"
Case = dict[str, object]

KEY = bytes(range(16))
KEY_256 = bytes(range(32))
IV = bytes(range(16, 32))
TEXT = bytes(range(80))

# Initialization vectors of 16 bytes whose GHASH is J0: key, iv, J0, ciphertext of TEXT, tag (no aad).
# Solved for: iv = (J0 / H ^ [128]128) / H.
WRAPPING_GCM = (
    (
        "000102030405060708090a0b0c0d0e0f",
        "ecd37f2466af3468dcdc65e3bdcb671d",
        "0102030405060708090a0b0cffffffff",
        """830f5acc6c5881643d5c1583a7a1922f83f2de6631070d8456ef12da4f610f4626244a0517d079e21075276e81f5431a
        f1fad56eda94da5b659c016cd8b452638526d30429d67ba9a4083a3290c2a239""",
        "089de6fe2963751d776ca7b36a36be6c",
    ),
    (
        "000102030405060708090a0b0c0d0e0f",
        "a5b632051f84a9fd580c3c3dac425bcf",
        "0102030405060708090a0b0cfffffffe",
        """c5be743d54c7dea31cc82cd753859e11931f4adc7c4891742d4c0593b7b1823fb3c2ee5601373db466df22ea7f513f76
        36345a1507c069f20065377e91e5530a818aa51eaae4aa2b15ec711ca8c42213""",
        "de5809254fa0804429011fef95342fcf",
    ),
    (
        "000102030405060708090a0b0c0d0e0f",
        "525aa994c2063e28656b7b3ad0f8111e",
        "ffffffffffffffffffffffffffffffff",
        """ff045b347169abc9617de740809573a1d2908969520165652c9c0f7f8af0a6a6d1ef0ff7af5bf7a6fdb8b63b1bc4b662
        db6cb84bc7b059f788bc314eca3a9e2e92cf392067ff9a87a404e6a0920c6729""",
        "a51d4d55d72cb5f20eb8159532aca9e8",
    ),
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "d80fbfbebe7179cfb90722b31dd91a9c",
        "0102030405060708090a0b0cffffffff",
        """3e6cbe08dc6685fe2602a1ea9a9abf693df12fbd722567940040f59081b42be925cb78f6c8b1d6a1648b496c3c3ec407
        7272d3cda35866f29966c31fa28b48fac4a5d99c2af0aad8f8e5f0ae8996b612""",
        "ca24c628f2e0e097786845526248c9af",
    ),
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "4087efa144e9ab441e2e7ea3fc4b21c0",
        "0102030405060708090a0b0cfffffffe",
        """15e8d3ec5a12cc9226c3dd046272bc3c2e7cae18cc7695ee3612b1fa8a8aaf790dc11f8d421557a43070c5a0b1841bd9
        35db68e6d8a1c6b1749b597c2c2ed4170202a3bdd3281682e916b36fd2fb388a""",
        "78e8c8b0fe141f3b372b23546e7648f4",
    ),
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "1648929b5f941c336744d704903993da",
        "ffffffffffffffffffffffffffffffff",
        """80f91a11bebdc71ed3457ad19195c686c868f3363447b799b9564426fab0f92a1aa0cdea449ef8e1a37784fa00038d63
        80e2d121c37109d60c6585f6d099217a075206afaa0a3d3b1b668e7f77203e7b""",
        "b99587dac4a89413c91414d8ebeb2721",
    ),
)

# key, first counter block, ciphertext of TEXT
WRAPPING_CTR = (
    (
        "000102030405060708090a0b0c0d0e0f",
        "ffffffffffffffffffffffffffffffff",
        """3c451d31ca0284246cdea892025db51cd6b02924939a4d9577569b79bdd5c666536731b6b1e59239615297c849d90325
        79e7b560adae90bbdbb040535cbc8ea2f9ec696d702f847f18147c15d0fab219""",
    ),
    (
        "000102030405060708090a0b0c0d0e0f",
        "000102030405060708090a0bffffffff",
        """656e663fb1c4defc647c4fbd9e415a7bab458197f185d1511b879c2400b6326388292b6c7e56c98ab5d1790d91979ab7
        3a23793491b8db755fa289dde6104352d145f703c426191d79363963311bf24c""",
    ),
    (
        "000102030405060708090a0b0c0d0e0f",
        "00010203ffffffffffffffffffffffff",
        """35ce1eefcf104ce309899ea49cdb75ab10a57b31e37217fb011c335698e025fe3b8835fba1dcfb878e094bcf6a3b34e4
        c718c3b1df51b900519501a05f29d3b39f6141fb2f4cef51e5e3801856ba715f""",
    ),
    (
        "000102030405060708090a0b0c0d0e0f",
        "000102030405060708090a0bfffffffc",
        """35d860a34749f44337e9bcf00efa395269bcdac1c3eefcb95735680d74fe509df532514194d5a22c82268ab3242b7028
        555e560f81f4eecc544c7f8dae716a4bfb15d1c7a1d581014bd7cc7450e66233""",
    ),
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "ffffffffffffffffffffffffffffffff",
        """e998e61e48a276dd5b8e1b70518259e1e28112a53e5c89c7b1ea8071c133699fd07c548d6e9cb9c28edfb11a64ef1812
        3e8d87ed8119b58a3091930e2411afa6920214106cc42668c8d7f9c889b21319""",
    ),
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "000102030405060708090a0bffffffff",
        """9d53e8841932e401be479a261188704bcab75aecd3dad5b1c1ef4e82e316099ead53f809edf4b2073cb1d79b6061ea2e
        b93aa38a77121f26bd8db6b4045c3589716caab7c3b2e319d6bea9433f480ba1""",
    ),
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "00010203ffffffffffffffffffffffff",
        """6c7928e48781b1d7bde5404b4367ad24b7aad16f75cb1e199ac0531b321ab7a683a24a17d6b417fcc01c64c88f53b800
        243954dcc392ecb449b79670edbc17552eb8c9150a59a7ddd16d6a23a095e7d2""",
    ),
    (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "000102030405060708090a0bfffffffc",
        """b46ba762064817f2a031488cbee8820dcede70d2128e952d9da88907e95079eeab45910cd396b6759380507fa0f8614b
        ad63d8b42902d4318e77aa1621b8407b9ae70abc838a85e191bf1ed2b34659ce""",
    ),
)


def refused(name: str, op: str, inputs: dict[str, object], code: str = CODE, note: str = "") -> Case:
    case: Case = {"id": name, "op": op, "in": inputs, "out": {"error_code": code}, "result": "invalid"}
    return {**case, "note": note} if note else case


def hexed(**fields: bytes) -> dict[str, object]:
    return {f"{name}_hex": value.hex() for name, value in fields.items()}


def sized_keys(op: str, rest: dict[str, object]) -> list[Case]:
    return [
        refused(f"{op}, key of {size} bytes", op, {**hexed(key=bytes(size)), **rest}, "crypto.invalid_input")
        for size in (0, 8, 15, 17, 31, 33, 64)
    ]


def gcm() -> list[Case]:
    cases: list[Case] = []
    for key, iv, j0, ciphertext, tag in WRAPPING_GCM:
        common = {"key_hex": key, "iv_hex": iv, "aad_hex": ""}
        sealed = {"ciphertext_hex": squeeze(ciphertext), "tag_hex": tag}
        note = f"J0 = {j0}: only the low 32 bits of the counter wrap (SP 800-38D section 6.2)"
        for op, given, wanted in (
            ("encrypt", hexed(plaintext=TEXT), sealed),
            ("decrypt", sealed, hexed(plaintext=TEXT)),
        ):
            name = f"{op}, {len(key) * 4}-bit key, J0 ends in {j0[24:]} after {j0[:8]}"
            cases.append(
                {
                    "id": name,
                    "op": op,
                    "in": {**common, **given},
                    "out": wanted,
                    "result": "valid",
                    "note": note,
                }
            )
    iv, aad = IV[:12], b"header"
    ciphertext, tag = aes_gcm.encrypt(KEY, iv, TEXT, aad)
    right = {"key": KEY, "iv": iv, "ciphertext": ciphertext, "aad": aad, "tag": tag}
    flipped = {name: bytes((value[0] ^ 1,)) + value[1:] for name, value in right.items()}
    for name in right:
        cases.append(
            refused(f"one bit of {name} flipped", "decrypt", hexed(**{**right, name: flipped[name]}))
        )
    last = tag[:-1] + bytes((tag[-1] ^ 0x80,))
    changes = {
        "last bit of the tag flipped": {"tag": last},
        "no tag": {"tag": b""},
        "tag of 4 bytes": {"tag": tag[:4]},
        "tag of 12 bytes": {"tag": tag[:12]},
        "tag of 15 bytes": {"tag": tag[:15]},
        "tag of 17 bytes": {"tag": tag + b"\0"},
        "tag of zeros": {"tag": bytes(16)},
        "no ciphertext": {"ciphertext": b""},
        "ciphertext cut short": {"ciphertext": ciphertext[:-1]},
        "ciphertext longer by a zero": {"ciphertext": ciphertext + b"\0"},
        "no aad": {"aad": b""},
        "aad longer by a zero": {"aad": aad + b"\0"},
        "aad moved into the ciphertext": {"aad": b"", "ciphertext": aad + ciphertext},
        "iv longer by a zero": {"iv": iv + b"\0"},
    }
    cases += [refused(name, "decrypt", hexed(**{**right, **change})) for name, change in changes.items()]
    wrong = "crypto.invalid_input"
    cases.append(refused("decrypt, empty iv", "decrypt", hexed(**{**right, "iv": b""}), wrong))
    rest = hexed(iv=b"", plaintext=TEXT, aad=b"")
    cases.append(refused("encrypt, empty iv", "encrypt", {**hexed(key=KEY), **rest}, wrong))
    return cases + sized_keys("encrypt", hexed(iv=iv, plaintext=TEXT, aad=b""))


def ctr() -> list[Case]:
    cases: list[Case] = [
        {
            "id": f"{len(key) * 4}-bit key, counter from {iv}",
            "op": "encrypt",
            "in": {"key_hex": key, "iv_hex": iv, **hexed(data=TEXT)},
            "out": {"ciphertext_hex": squeeze(ciphertext)},
            "result": "valid",
            "note": "the carry goes through all 128 bits (SP 800-38A appendix B.1)",
        }
        for key, iv, ciphertext in WRAPPING_CTR
    ]
    for size in (0, 8, 12, 15, 17):
        inputs = hexed(key=KEY, iv=bytes(size), data=TEXT)
        cases.append(refused(f"iv of {size} bytes", "encrypt", inputs, "crypto.invalid_input"))
    return cases + sized_keys("encrypt", hexed(iv=IV, data=TEXT))


def cbc() -> list[Case]:
    def raw(padded: bytes) -> dict[str, object]:
        return hexed(key=KEY, iv=IV, data=aes_cbc.encrypt_unpadded(KEY, IV, padded))

    paddings = {
        "last byte 0": TEXT[:15] + b"\0",
        "a block of zeros": bytes(16),
        "last byte 17": TEXT[:15] + b"\x11",
        "sixteen bytes 17": b"\x11" * 16,
        "last byte 255": TEXT[:15] + b"\xff",
        "02 without its other byte": TEXT[:15] + b"\x02",
        "03 with its first byte wrong": TEXT[:13] + b"\x02\x03\x03",
        "16 with its first byte wrong": b"\x0f" + b"\x10" * 15,
        "right in the first block only": b"\x10" * 16 + TEXT[16:32],
    }
    cases = [refused(f"padding: {name}", "decrypt", raw(padded)) for name, padded in paddings.items()]
    for size in (0, 1, 15, 17, 31):
        inputs = hexed(key=KEY, iv=IV, data=bytes(size))
        cases.append(refused(f"ciphertext of {size} bytes", "decrypt", inputs))
    for size in (0, 12, 15, 17):
        for op in ("encrypt", "decrypt"):
            inputs = hexed(key=KEY, iv=bytes(size), data=TEXT)
            cases.append(refused(f"{op}, iv of {size} bytes", op, inputs, "crypto.invalid_input"))
    cases.append(
        refused(
            "not whole blocks",
            "encrypt_unpadded",
            hexed(key=KEY, iv=IV, data=bytes(17)),
            "crypto.invalid_input",
        )
    )
    cases.append(
        refused("not whole blocks to decrypt", "decrypt_unpadded", hexed(key=KEY, iv=IV, data=bytes(17)))
    )
    return cases + sized_keys("decrypt", hexed(iv=IV, data=TEXT))


def key_wrap() -> list[Case]:
    wrapped = aes_kw.wrap(KEY, TEXT[:32])
    zero_iv = aes_kw._wrap(aes.AESKey(KEY), 0, TEXT[:16])
    near_iv = aes_kw._wrap(aes.AESKey(KEY), 0xA6A6A6A6A6A6A6A7, TEXT[:16])
    short = aes.encrypt_blocks(KEY, bytes.fromhex("a6a6a6a6a6a6a6a6") + TEXT[:8])
    inputs = {
        "first bit flipped": bytes((wrapped[0] ^ 0x80,)) + wrapped[1:],
        "last bit flipped": wrapped[:-1] + bytes((wrapped[-1] ^ 1,)),
        "blocks in another order": wrapped[:8] + wrapped[16:24] + wrapped[8:16] + wrapped[24:],
        "cut by a block": wrapped[:-8],
        "longer by a block": wrapped + bytes(8),
        "initial value of zeros": zero_iv,
        "initial value wrong in one bit": near_iv,
        "wrapped with padding": aes_kw.wrap_padded(KEY, TEXT[:32]),
        "n = 1": short,
        "empty": b"",
        "8 bytes": bytes(8),
        "23 bytes": bytes(23),
        "25 bytes": bytes(25),
    }
    cases = [refused(name, "unwrap", hexed(key=KEY, data=data)) for name, data in inputs.items()]
    cases.append(refused("another key", "unwrap", hexed(key=KEY[::-1], data=wrapped)))
    for size in (0, 8, 15, 17, 20):
        data = hexed(key=KEY, data=bytes(size))
        cases.append(refused(f"wrap {size} bytes", "wrap", data, "crypto.invalid_input"))
    return cases + sized_keys("wrap", hexed(data=TEXT[:16])) + sized_keys("unwrap", hexed(data=wrapped))


def padded_key_wrap() -> list[Case]:
    def forged(length: int, padded: bytes, magic: int = 0xA65959A6) -> bytes:
        A = magic << 32 | length
        if len(padded) == 8:
            return aes.encrypt_blocks(KEY, A.to_bytes(8, "big") + padded)
        return aes_kw._wrap(aes.AESKey(KEY), A, padded)

    inputs = {
        "length 0": forged(0, bytes(8)),
        "length one block short": forged(8, bytes(16)),
        "length one above the data": forged(17, bytes(16)),
        "length 9 in one block": forged(9, bytes(8)),
        "length 2^32 - 1": forged(0xFFFFFFFF, bytes(16)),
        "padding not zero": forged(12, bytes(15) + b"\1"),
        "padding not zero, first byte": forged(9, bytes(9) + b"\1" + bytes(6)),
        "padding not zero, one block": forged(7, bytes(7) + b"\1"),
        "magic wrong in one bit": forged(16, bytes(16), 0xA65959A7),
        "magic of zeros, one block": forged(8, bytes(8), 0),
        "wrapped without padding": aes_kw.wrap(KEY, bytes(16)),
        "empty": b"",
        "8 bytes": bytes(8),
        "15 bytes": bytes(15),
        "17 bytes": bytes(17),
    }
    cases = [refused(name, "unwrap", hexed(key=KEY, data=data)) for name, data in inputs.items()]
    cases.append(refused("wrap nothing", "wrap", hexed(key=KEY, data=b""), "crypto.invalid_input"))
    return cases + sized_keys("wrap", hexed(data=TEXT[:5])) + sized_keys("unwrap", hexed(data=bytes(16)))


def fernet_tokens() -> list[Case]:
    now = 499162800
    key = base64url.encode(KEY_256) + "="
    other = base64url.encode(KEY_256[::-1]) + "="
    token = fernet.encrypt(key, b"hello", now=now, iv=b"\xfb\xff" * 8)
    sealed = base64url.decode(token.rstrip("="))

    def text(data: bytes) -> str:
        made = base64url.encode(data)
        return made + "=" * (-len(made) % 4)

    def opened(name: str, keys: object, **more: object) -> Case:
        inputs = {"key": keys, "token": token, **more}
        return {"id": name, "op": "decrypt", "in": inputs, "out": {"data_utf8": "hello"}, "result": "valid"}

    cases = [
        opened("no time looked at", key),
        opened("newest of two keys", [key, other]),
        opened("oldest of two keys", [other, key]),
        opened("last second of its life", key, ttl=60, now=now + 60),
        opened("a minute ahead", key, now=now - 60),
    ]
    cases.append(
        refused("one second too old", "decrypt", {"key": key, "token": token, "ttl": 60, "now": now + 61})
    )
    cases.append(refused("61 seconds ahead", "decrypt", {"key": key, "token": token, "now": now - 61}))
    cases.append(refused("no key of these", "decrypt", {"key": [other, other], "token": token}))
    tokens = {
        "padding left out": token.rstrip("="),
        "padding doubled": token + "=",
        "padding of four": token.rstrip("=") + "====",
        "white space before": " " + token,
        "line feed after": token + "\n",
        "standard base64 alphabet": token.replace("-", "+").replace("_", "/"),
        "left-over bits not zero": token.rstrip("=")[:-1] + chr(ord(token.rstrip("=")[-1]) + 1) + "==",
        "empty": "",
        "only padding": "==",
        "not ASCII": token[:-3] + "\u00e9==",
        "version 0x81": text(b"\x81" + sealed[1:]),
        "time changed": text(sealed[:8] + bytes((sealed[8] ^ 1,)) + sealed[9:]),
        "iv changed": text(sealed[:9] + bytes((sealed[9] ^ 1,)) + sealed[10:]),
        "ciphertext changed": text(sealed[:25] + bytes((sealed[25] ^ 1,)) + sealed[26:]),
        "tag changed": text(sealed[:-1] + bytes((sealed[-1] ^ 1,))),
        "tag cut": text(sealed[:-16]),
        "no ciphertext": text(sealed[:25] + sealed[-32:]),
        "only the version": text(sealed[:1]),
    }
    assert token not in tokens.values()  # it has characters of both alphabets
    cases += [
        refused(f"token: {name}", "decrypt", {"key": key, "token": bad}) for name, bad in tokens.items()
    ]
    keys = {
        "empty": "",
        "no keys": [],
        "without padding": key.rstrip("="),
        "31 bytes": text(KEY_256[:31]),
        "33 bytes": text(KEY_256 + b"\0"),
        "standard base64 alphabet": text(b"\xff" * 32).replace("_", "/"),
        "line feed after": key + "\n",
        "left-over bits not zero": key[:-2] + chr(ord(key[-2]) + 1) + "=",
        "second of two is wrong": [key, key[1:]],
    }
    cases += [
        refused(f"key: {name}", "decrypt", {"key": bad, "token": token}, "crypto.invalid_key")
        for name, bad in keys.items()
    ]
    return cases


def main() -> None:
    for name, family, spec, cases in (
        ("aes_cbc", "AES-CBC", "NIST SP 800-38A section 6.2, RFC 5652 section 6.3", cbc()),
        ("aes_ctr", "AES-CTR", "NIST SP 800-38A section 6.5", ctr()),
        ("aes_gcm", "AES-GCM", "NIST SP 800-38D section 7", gcm()),
        ("aes_kw", "AES-KW", "RFC 3394 section 2.2", key_wrap()),
        ("aes_kwp", "AES-KWP", "RFC 5649 section 4", padded_key_wrap()),
        ("fernet", "Fernet", "Fernet specification, version 0x80", fernet_tokens()),
    ):
        title = f"{family}: edges and refusals"
        write("crypto", f"{name}.jamlite", title=title, family=family, spec=spec, source=OWN, cases=cases)


if __name__ == "__main__":
    main()
