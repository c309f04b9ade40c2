"""Refusals of our own making: what both AEADs, the stream ciphers and Poly1305 must not accept.

The accepted case each one departs from is the standard's own (vectors/crypto, same family).
"""

from __future__ import annotations

import json
import os

from .common import ROOT, write

SOURCE = {"name": "jamlite", "license": "Apache-2.0"}
Fields = dict[str, object]


def flip(octets: str, position: int, bit: int = 0) -> str:
    """Return the hex `octets` with one bit turned."""
    data = bytearray.fromhex(octets)
    data[position] ^= 1 << bit
    return data.hex()


def official(name: str, op: str) -> dict[str, str]:
    """Return the inputs of the first case of an official file with this operation."""
    with open(os.path.join(ROOT, "vectors", "crypto", name + ".json"), encoding="utf-8") as stream:
        cases = json.load(stream)["cases"]
    return next({**case["in"], **case["out"]} for case in cases if case["op"] == op)


def case(name: str, op: str, inputs: Fields, note: str = "") -> dict[str, object]:
    record: dict[str, object] = {"id": name, "op": op, "in": inputs, "result": "invalid"}
    return {**record, "note": note} if note else record


def aead(good: dict[str, str]) -> list[dict[str, object]]:
    good = {name: good[name] for name in ("key_hex", "nonce_hex", "ciphertext_hex", "aad_hex", "tag_hex")}
    key, nonce, tag = good["key_hex"], good["nonce_hex"], good["tag_hex"]
    text, aad = good["ciphertext_hex"], good["aad_hex"]
    changes: list[tuple[str, dict[str, str]]] = [
        (f"tag, byte {at}", {"tag_hex": flip(tag, at, at % 8)}) for at in (0, 7, 8, 15)
    ]
    changes += [
        ("tag of zeros", {"tag_hex": "00" * 16}),
        ("tag inverted", {"tag_hex": bytes(255 - byte for byte in bytes.fromhex(tag)).hex()}),
        ("tag empty", {"tag_hex": ""}),
        ("tag truncated to 12 bytes", {"tag_hex": tag[:24]}),
        ("tag truncated to 15 bytes", {"tag_hex": tag[:30]}),
        ("tag with a byte more", {"tag_hex": tag + "00"}),
        ("ciphertext, first bit", {"ciphertext_hex": flip(text, 0)}),
        ("ciphertext, last bit", {"ciphertext_hex": flip(text, -1, 7)}),
        ("ciphertext one byte shorter", {"ciphertext_hex": text[:-2]}),
        ("ciphertext one zero longer", {"ciphertext_hex": text + "00"}),
        ("ciphertext empty", {"ciphertext_hex": ""}),
        ("aad, one bit", {"aad_hex": flip(aad, 0)}),
        ("aad empty", {"aad_hex": ""}),
        ("aad with the padding made explicit", {"aad_hex": aad + "00" * 4}),
        ("aad moved into the ciphertext", {"aad_hex": "", "ciphertext_hex": aad + "00" * 4 + text}),
        ("another key", {"key_hex": flip(key, 31)}),
        ("another nonce", {"nonce_hex": flip(nonce, -1)}),
        ("key of 31 bytes", {"key_hex": key[:-2]}),
        ("key of 33 bytes", {"key_hex": key + "00"}),
        ("key empty", {"key_hex": ""}),
        ("nonce one byte shorter", {"nonce_hex": nonce[:-2]}),
        ("nonce one byte longer", {"nonce_hex": nonce + "00"}),
        ("nonce of the sister's length", {"nonce_hex": nonce[:24] if len(nonce) == 48 else nonce * 2}),
        ("nonce empty", {"nonce_hex": ""}),
    ]
    return [case(name, "decrypt", {**good, **change}) for name, change in changes]


def stream(size_of_nonce: int) -> list[dict[str, object]]:
    good: Fields = {"key_hex": "00" * 32, "nonce_hex": "00" * size_of_nonce, "plaintext_hex": "00" * 65}
    changes: list[tuple[str, Fields]] = [
        ("counter 2^32-1 and two blocks", {"counter": 2**32 - 1}),
        ("counter 2^32", {"counter": 2**32, "plaintext_hex": ""}),
        ("counter -1", {"counter": -1}),
        ("counter true", {"counter": True}),
        ("counter 1.0", {"counter": 1.0}),
        ("key of 16 bytes", {"key_hex": "00" * 16}),
        ("nonce one byte longer", {"nonce_hex": "00" * (size_of_nonce + 1)}),
        ("nonce of 8 bytes", {"nonce_hex": "00" * 8}),
    ]
    return [case(name, "encrypt", {**good, "counter": 0, **change}) for name, change in changes]


def mac(good: dict[str, str]) -> list[dict[str, object]]:
    tag = good["tag_hex"]
    changes = [
        ("tag, one bit", {"tag_hex": flip(tag, 15, 7)}),
        ("tag truncated", {"tag_hex": tag[:-2]}),
        ("tag empty", {"tag_hex": ""}),
        ("tag with a byte more", {"tag_hex": tag + "00"}),
        ("message with a zero more", {"message_hex": good["message_hex"] + "00"}),
        ("message with the final 1 made explicit", {"message_hex": good["message_hex"] + "01"}),
        ("key of 31 bytes", {"key_hex": good["key_hex"][:-2]}),
    ]
    return [case(name, "verify", {**good, **change}) for name, change in changes]


def main() -> None:
    for name, family, cases in (
        ("chacha20_poly1305", "ChaCha20-Poly1305", aead(official("chacha20_poly1305.rfc8439", "decrypt"))),
        (
            "xchacha20_poly1305",
            "XChaCha20-Poly1305",
            aead(official("xchacha20_poly1305.xchacha_draft", "decrypt")),
        ),
        ("chacha20", "ChaCha20", stream(12)),
        ("xchacha20", "XChaCha20", stream(24)),
        ("poly1305", "Poly1305", mac(official("poly1305.rfc8439", "mac"))),
    ):
        write(
            "crypto",
            f"{name}.jamlite",
            title=f"{family}: refusals",
            family=family,
            spec="RFC 8439; draft-irtf-cfrg-xchacha",
            source=SOURCE,
            cases=cases,
        )


if __name__ == "__main__":
    main()
