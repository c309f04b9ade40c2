"""RFC 8439: the examples of section 2 and appendix A (ChaCha20, Poly1305, ChaCha20-Poly1305)."""

from __future__ import annotations

import re

from .common import rfc, section, source_text, squeeze, write

Case = dict[str, object]


def dump(label: str, text: str) -> str:
    """Return the hex of the dump (offset, up to 16 octets, their characters) below `label`."""
    lines = re.search(rf"^\s+{label}:*[ ]*\n((?:\s*\d{{3}}  [0-9a-f]{{2}}[^\n]*\n)+)", text, re.M)
    assert lines, label
    columns = re.findall(r"^\s*\d{3}  ((?:[0-9a-f]{2} ?){1,16})", lines.group(1), re.M)
    return squeeze("".join(columns))


def colons(label: str, text: str) -> str:
    """Return the hex of octets joined by colons after `label`."""
    match = re.search(rf"{label}:?\s*=?\s*\(?([0-9a-f:\s]+)", text)
    assert match, label
    return squeeze(match.group(1)).replace(":", "")


def plain(label: str, text: str) -> str:
    """Return the upper-case hex lines below `label` (appendix A.3, from test vector 5 on)."""
    match = re.search(rf"^   {label}:\n((?:   [0-9A-F]{{2}}(?: [0-9A-F]{{2}})*\n)+)", text, re.M)
    assert match, label
    return squeeze(match.group(1)).lower()


def number(label: str, text: str) -> int:
    match = re.search(rf"{label} = (\d+)", text)
    assert match, label
    return int(match.group(1))


def numbered(part: str) -> list[str]:
    """Return the pieces that begin with "Test Vector #"."""
    return re.split(r"^\s+Test Vector #", part, flags=re.M)[1:]


def case(name: str, op: str, inputs: Case, outputs: Case) -> Case:
    return {"id": name, "op": op, "in": inputs, "out": outputs, "result": "valid"}


def stream_cases(text: str) -> list[Case]:
    part = section(text, "2.3.2.", "2.4.")
    cases = [
        case(
            "section 2.3.2",
            "keystream",
            {"key_hex": colons("Key", part), "nonce_hex": colons("Nonce", part), "counter": 1, "length": 64},
            {"keystream_hex": dump("Serialized Block", part)},
        )
    ]
    part = section(text, "2.4.2.", "2.5.")
    cases.append(
        case(
            "section 2.4.2",
            "encrypt",
            {
                "key_hex": colons("Key", part),
                "nonce_hex": colons("Nonce", part),
                "counter": number("Initial Counter", part),
                "plaintext_hex": dump("Plaintext Sunscreen", part),
            },
            {"ciphertext_hex": dump("Ciphertext Sunscreen", part)},
        )
    )
    for piece in numbered(section(text, "A.1.", "A.2.")):
        inputs = {"key_hex": dump("Key", piece), "nonce_hex": dump("Nonce", piece)}
        inputs |= {"counter": number("Block Counter", piece), "length": 64}
        name = f"appendix A.1, test vector {piece[0]}"
        cases.append(case(name, "keystream", inputs, {"keystream_hex": dump("Keystream", piece)}))
    for piece in numbered(section(text, "A.2.", "A.3.")):
        inputs = {"key_hex": dump("Key", piece), "nonce_hex": dump("Nonce", piece)}
        inputs |= {"counter": number("Counter", piece), "plaintext_hex": dump("Plaintext", piece)}
        name = f"appendix A.2, test vector {piece[0]}"
        cases.append(case(name, "encrypt", inputs, {"ciphertext_hex": dump("Ciphertext", piece)}))
    pieces = {"section 2.6.2": section(text, "2.6.2.", "2.7.")}
    for piece in numbered(section(text, "A.4.", "A.5.")):
        pieces[f"appendix A.4, test vector {piece[0]}"] = piece
    for name, piece in pieces.items():  # a Poly1305 key is the first half of block 0 (section 2.6)
        inputs = {
            "key_hex": dump("(?:The ChaCha20 )?Key", piece),
            "nonce_hex": dump("(?:The n|N)once", piece),
        }
        inputs |= {"counter": 0, "length": 32}
        key = dump("(?:Output bytes|Poly1305 one-time key)", piece)
        cases.append(case(name, "keystream", inputs, {"keystream_hex": key}))
    return cases


def mac_cases(text: str) -> list[Case]:
    part = section(text, "2.5.2.", "2.6.")
    key, message = colons("Key Material", part), dump("Message to be Authenticated", part)
    cases = [
        case(
            "section 2.5.2",
            "mac",
            {"key_hex": key, "message_hex": message},
            {"tag_hex": colons("Tag", part)},
        )
    ]
    for piece in numbered(section(text, "A.3.", "A.4.")):
        name = re.match(r"(\d+):?([^?=]*\?)?", piece)
        assert name
        if int(name.group(1)) < 5:
            key, message = dump("One-time Poly1305 Key", piece), dump("Text to MAC", piece)
            tag = dump("Tag", piece)
        else:
            key, message = plain("R", piece) + plain("S", piece), plain("data", piece)
            tag = plain("tag", piece)
        found = case(
            f"appendix A.3, test vector {name.group(1)}",
            "mac",
            {"key_hex": key, "message_hex": message},
            {"tag_hex": tag},
        )
        if name.group(2):
            found["note"] = " ".join(name.group(2).split())
        cases.append(found)
    return cases


def aead_cases(text: str) -> list[Case]:
    part = section(text, "2.8.2.", "3.  ")
    shared: Case = {
        "key_hex": dump("Key", part),
        "nonce_hex": dump("32-bit fixed-common part", part) + dump("IV", part),
        "aad_hex": dump("AAD", part),
    }
    plaintext: Case = {"plaintext_hex": dump("Plaintext", part)}
    sealed: Case = {"ciphertext_hex": dump("Ciphertext", part), "tag_hex": colons("Tag", part)}
    cases = [
        case("section 2.8.2, encrypt", "encrypt", {**shared, **plaintext}, sealed),
        case("section 2.8.2, decrypt", "decrypt", {**shared, **sealed}, plaintext),
    ]
    part = section(text, "A.5.", "Appendix B.")
    shared = {
        "key_hex": dump("The ChaCha20 Key", part),
        "nonce_hex": dump("The nonce", part),
        "aad_hex": dump("The AAD", part),
    }
    plaintext = {"plaintext_hex": dump("Plaintext", part)}
    sealed = {"ciphertext_hex": dump("Ciphertext", part), "tag_hex": dump("Received Tag", part)}
    cases.append(case("appendix A.5, decrypt", "decrypt", {**shared, **sealed}, plaintext))
    cases.append(case("appendix A.5, encrypt", "encrypt", {**shared, **plaintext}, sealed))
    return cases


def main() -> None:
    text = source_text("rfc8439.txt")
    for name, family, spec, cases in (
        ("chacha20", "ChaCha20", "RFC 8439 sections 2.3.2, 2.4.2, 2.6.2, A.1, A.2, A.4", stream_cases(text)),
        ("poly1305", "Poly1305", "RFC 8439 sections 2.5.2, A.3", mac_cases(text)),
        ("chacha20_poly1305", "ChaCha20-Poly1305", "RFC 8439 sections 2.8.2, A.5", aead_cases(text)),
    ):
        write(
            "crypto",
            f"{name}.rfc8439",
            title=family,
            family=family,
            spec=spec,
            source=rfc(8439),
            cases=cases,
        )


if __name__ == "__main__":
    main()
