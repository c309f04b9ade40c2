"""Reader of CAVP's response files: lines NAME = VALUE, settings in brackets, comments that say what it is.

What a record is about is told by the names in it; what they leave open (which hash, which mode), by the
comments at the top of the file, and by its name.
"""

from __future__ import annotations

import os
import re
from typing import Iterator, NamedTuple, Optional

from .nist_common import (
    CURVES,
    ML_DSA_KEYS,
    SIZES,
    Converter,
    Item,
    LeftOut,
    blocks,
    case,
    drawn,
    even,
    number,
)

RSA_KEY = ("n", "p", "q", "e", "d")


class Record(NamedTuple):
    """The lines between two empty ones, with the brackets above them."""

    head: str  # what stands in the brackets, joined by ", "
    fields: dict[str, str]

    def setting(self, name: str) -> str:
        """Return a setting [NAME = VALUE], or ""."""
        found = re.search(rf"(?:^|, ){re.escape(name)} ?= ?([^,]*)", self.head)
        return found[1].strip() if found else ""


class File(NamedTuple):
    """What is known of a file beside its records."""

    name: str
    comments: str

    @property
    def says(self) -> str:
        """Return its name and its comments: what the records leave open stands in one of them."""
        return f"{self.name}\n{self.comments}"


def records(text: str) -> Iterator[Record]:
    """Yield each record. One ends at an empty line, at a bracket, or where a name comes again."""
    head: list[str] = []
    fields: dict[str, str] = {}
    closed = False  # a record was seen since the last bracket
    for line in [*map(str.strip, text.splitlines()), ""]:
        bracket = re.fullmatch(r"\[(.+)\]", line)
        name, equals, value = (part.strip() for part in line.partition("="))
        again = bool(equals) and not bracket and name in fields
        if fields and (not line or bracket or again):
            yield Record(", ".join(head), fields)
            fields, closed = {}, True
        if bracket:
            head, closed = [*([] if closed else head), bracket[1].strip()], False
        elif line.startswith("#"):
            continue
        elif equals:
            fields[name] = value
        elif line:
            fields[line] = ""  # FAIL


def cavp(path: str, text: str) -> Iterator[Item]:
    """Yield the cases of a file, and what is left out of it."""
    name = os.path.basename(path)
    file = File(name, "\n".join(line for line in text.splitlines() if line.startswith("#")))
    key: dict[str, str] = {}
    for count, record in enumerate(records(text)):
        fields = record.fields
        if fields.keys() <= {*RSA_KEY, "N", "modulus"}:  # a key for the records below it, or how many follow
            key = {} if "n" in fields else key
            key.update(fields)
            continue
        if "SHAAlg" in fields:
            key.update((part, fields[part]) for part in ("e", "d") if part in fields)
            record = Record(record.head, {**key, **fields})
        called = fields.get("Count", fields.get("COUNT", fields.get("count", "")))
        yield from _converter(file, fields)(f"{name} {count}{f' ({called})' if called else ''}", file, record)


def _converter(file: File, fields: dict[str, str]) -> Converter:
    if re.search(r"\bMonte|MCT", file.says) or "Seed" in fields:
        return _left("Monte Carlo tests")
    for names, converter in CONVERTERS:
        if fields.keys() >= set(names.split()):
            return converter
    return _left(f"records of {', '.join(sorted(fields))}")


def _left(reason: str) -> Converter:
    def left(case_id: str, file: File, record: Record) -> Iterator[Item]:
        yield LeftOut(reason)

    return left


# --- hashes ---------------------------------------------------------------------------------------


def _message(fields: dict[str, str]) -> Optional[str]:
    """Return the message in hexadecimal, None if it is not whole bytes."""
    bits = int(fields["Len"])
    return None if bits % 8 else fields["Msg"][: bits // 4]


def _hash(case_id: str, file: File, record: Record) -> Iterator[Item]:
    found = re.search(r"SHA(3[-_]\d+|-?512[_/]\d+)", file.says)
    message = _message(record.fields)
    if found or record.fields["MD"] == "" or record.setting("L") not in ("20", "28", "32", "48", "64"):
        yield LeftOut(f"the hash {found[0] if found else record.setting('L')}")
    elif message is None:
        yield LeftOut("messages that are not whole bytes")
    else:
        size = int(record.setting("L"))
        out = {"digest_hex": record.fields["MD"]}
        yield (
            f"SHA-{1 if size == 20 else 8 * size}",
            case(case_id, "digest", {"message_hex": message}, out=out),
        )


def _shake(case_id: str, file: File, record: Record) -> Iterator[Item]:
    fields, found = record.fields, re.search(r"SHAKE(128|256)", file.says)
    if "Len" not in fields:  # VariableOut: the length is the same for all
        fields = {**fields, "Len": record.setting("Input Length")}
    bits = int(fields.get("Outputlen", record.setting("Outputlen")))
    message = _message(fields)
    if found is None or message is None or bits % 8:
        yield LeftOut("messages or outputs that are not whole bytes" if found else "an unknown hash")
        return
    given = {"message_hex": message, "length": bits // 8}
    yield found[0], case(case_id, "digest", given, out={"digest_hex": fields["Output"]})


def _hmac(case_id: str, file: File, record: Record) -> Iterator[Item]:
    fields, size = record.fields, record.setting("L")
    if size not in ("20", "28", "32", "48", "64"):
        yield LeftOut(f"an HMAC of {size} bytes")
        return
    given = {"key_hex": fields["Key"], "message_hex": fields["Msg"], "length": int(fields["Tlen"])}
    family = f"HMAC-SHA-{1 if size == '20' else 8 * int(size)}"
    yield family, case(case_id, "mac", given, out={"tag_hex": fields["Mac"]})


# --- ciphers --------------------------------------------------------------------------------------


def _mode(file: File) -> str:
    """Return the mode of operation: the file's name begins with it, or a comment ends in it."""
    modes = r"(ECB|CBCI?|OFBI?|CFBP?\d*|CTR)"
    found = re.match(rf"T?{modes}", file.name) or re.search(rf"for {modes}\b", file.comments)
    if found is None and "AES Counter" in file.comments:
        return "CTR"
    return found[1] if found else "an unknown mode"


def _aes(case_id: str, file: File, record: Record) -> Iterator[Item]:
    fields, mode, op = record.fields, _mode(file), record.head.lower()
    if mode not in ("ECB", "CBC", "CTR") or op not in ("encrypt", "decrypt"):
        yield LeftOut(f"AES in {mode}")
        return
    source, target = ("PLAINTEXT", "CIPHERTEXT") if op == "encrypt" else ("CIPHERTEXT", "PLAINTEXT")
    name = f"{target.lower()}_hex"
    if mode == "ECB":  # block by block
        pairs = zip(blocks(fields[source], 16), blocks(fields[target], 16))
        for at, (data, out) in enumerate(pairs):
            given = {"key_hex": fields["KEY"], "data_hex": data}
            yield "AES", case(f"{case_id} {op[:2]}, block {at}", op, given, out={name: out})
        return
    given = {"key_hex": fields["KEY"], "iv_hex": fields["IV"], "data_hex": fields[source]}
    yield (
        f"AES-{mode}",
        case(case_id, op if mode == "CTR" else f"{op}_unpadded", given, out={name: fields[target]}),
    )


def _triple_des(case_id: str, file: File, record: Record) -> Iterator[Item]:
    fields, mode = record.fields, _mode(file)
    if mode not in ("ECB", "CBC"):
        yield LeftOut(f"Triple DES in {mode}")
        return
    key = fields["KEYs"] * 3 if "KEYs" in fields else "".join(fields[f"KEY{n}"] for n in (1, 2, 3))
    pairs = [(fields.get("IV", ""), fields["CIPHERTEXT"], fields["PLAINTEXT"])]
    if mode == "ECB":
        halves = zip(blocks(fields["CIPHERTEXT"], 8), blocks(fields["PLAINTEXT"], 8))
        pairs = [("00" * 8, data, out) for data, out in halves]
    for at, (iv, data, out) in enumerate(pairs):  # encryption is not offered: both halves are decrypted
        given = {"key_hex": key, "iv_hex": iv, "data_hex": data}
        name = f"{case_id} {record.head[:2].lower()}, {at}"
        yield "Triple DES", case(name, "decrypt_unpadded", given, out={"plaintext_hex": out})


def _gcm(case_id: str, file: File, record: Record) -> Iterator[Item]:
    fields = record.fields
    if len(fields["Tag"]) != 32:
        yield LeftOut("tags of other sizes than 128 bits")
        return
    given = {f"{name}_hex": fields[old] for name, old in (("key", "Key"), ("iv", "IV"), ("aad", "AAD"))}
    sealed = {"ciphertext_hex": fields["CT"], "tag_hex": fields["Tag"]}
    good, plain = "FAIL" not in fields, {"plaintext_hex": fields.get("PT", "")}
    yield "AES-GCM", case(case_id, "decrypt", {**given, **sealed}, good, plain)
    if good and re.search("[Ee]ncrypt", file.says):
        yield "AES-GCM", case(case_id, "encrypt", {**given, **plain}, out=sealed)


def _key_wrap(case_id: str, file: File, record: Record) -> Iterator[Item]:
    fields, found = record.fields, re.search(r"\b(KWP?)-(AE|AD) with (\S+) cipher", file.comments)
    if found is None:
        yield LeftOut("key wrap with the inverse cipher or with Triple DES")
        return
    key, family = {"key_hex": fields["K"]}, f"AES-{found[1]}"
    good, plain, wrapped = "FAIL" not in fields, fields.get("P", ""), fields["C"]
    out = {"plaintext_hex": plain}
    yield family, case(case_id, "unwrap", {**key, "data_hex": wrapped}, good, out)
    if good and found[2] == "AE":
        yield family, case(case_id, "wrap", {**key, "data_hex": plain}, out={"wrapped_hex": wrapped})


# --- curves ---------------------------------------------------------------------------------------


def _curve(record: Record) -> tuple[str, str]:
    """Return the curve in the brackets, and the hash beside it; without one FIPS 186-2 means SHA-1."""
    found = re.match(r"([PKB]-\d+)(?:,SHA-?(\S+))?", record.head)
    if found is None:
        return "?", "?"
    digits = found[2].rstrip(",") if found[2] else "1"
    return found[1], f"sha{digits}" if digits in ("1", "224", "256", "384", "512") else f"SHA-{digits}"


def _unknown(curve: str, hash_name: str = "sha1") -> str:
    if curve not in CURVES:
        return "other curves than P-256, P-384 and P-521"
    return "" if hash_name.islower() else f"the hash {hash_name}"


def _point(fields: dict[str, str], curve: str, names: str = "Q") -> dict[str, str]:
    return {f"{name}_hex": number(fields[f"{names}{name}"], SIZES[curve]) for name in "xy"}


def _ecdsa(case_id: str, file: File, record: Record) -> Iterator[Item]:
    fields, (curve, hash_name) = record.fields, _curve(record)
    if _unknown(curve, hash_name):
        yield LeftOut(_unknown(curve, hash_name))
        return
    signature = "".join(number(fields[name], SIZES[curve]) for name in "RS")
    message = {"message_hex": fields["Msg"], "hash": hash_name}
    given = {**_point(fields, curve), **message, "signature_hex": signature}
    yield f"ECDSA {curve}", case(case_id, "verify", given, not fields.get("Result", "P").startswith("F"))
    if "d" in fields:
        given = {"private_hex": number(fields["d"], SIZES[curve]), **message}
        yield f"ECDSA {curve}", drawn(case_id, "sign", given)


def _key_pair(case_id: str, file: File, record: Record) -> Iterator[Item]:
    fields, (curve, _) = record.fields, _curve(record)
    if _unknown(curve):
        yield LeftOut(_unknown(curve))
        return
    given = {"private_hex": number(fields["d"], SIZES[curve])}
    yield f"ECDSA {curve}", case(case_id, "public_key", given, out=_point(fields, curve))


def _public(case_id: str, file: File, record: Record) -> Iterator[Item]:
    fields, (curve, _) = record.fields, _curve(record)
    if _unknown(curve):
        yield LeftOut(_unknown(curve))
        return
    good = fields["Result"].startswith("P")
    yield f"ECDSA {curve}", case(case_id, "validate_public", _point(fields, curve), good)


def _cofactor(case_id: str, file: File, record: Record) -> Iterator[Item]:
    fields, (curve, _) = record.fields, _curve(record)
    if _unknown(curve):
        yield LeftOut(_unknown(curve))
        return
    given = {"private_hex": number(fields["dIUT"], SIZES[curve]), **_point(fields, curve, "QCAVS")}
    out = {"secret_hex": number(fields["ZIUT"], SIZES[curve])}
    yield f"ECDH {curve}", case(case_id, "exchange", given, out=out)
    given, out = {"private_hex": given["private_hex"]}, _point(fields, curve, "QIUT")
    yield f"ECDSA {curve}", case(case_id, "public_key", given, out=out)


# --- RSA, ML-DSA ----------------------------------------------------------------------------------


def _rsa(case_id: str, file: File, record: Record) -> Iterator[Item]:
    fields = record.fields
    if "X9.31" in file.comments:
        yield LeftOut("RSA signatures of ANSI X9.31")
        return
    hash_name = fields["SHAAlg"].lower().replace("-", "")
    if not re.fullmatch("sha(1|224|256|384|512)", hash_name):
        yield LeftOut(f"the hash {fields['SHAAlg']}")
        return
    public = {f"{name}_hex": number(fields[name]) for name in ("n", "e")}
    given = {**public, "message_hex": even(fields["Msg"]), "hash": hash_name}
    pss, salt = "PSS" in file.says, fields.get("SaltVal", "")
    lengths = re.findall(r"Salt len: (\d+)", file.comments)
    if salt == "00" and "0" in lengths:  # it stands for no salt at all
        salt = ""
    size = int(lengths[0]) if lengths and "SaltVal" not in fields else len(salt) // 2
    family, good = "RSA-PSS" if pss else "RSA-PKCS1v15", not fields.get("Result", "P").startswith("F")
    signature = number(fields["S"], len(public["n_hex"]) // 2)  # some lost their first zero
    checked = {**given, "signature_hex": signature, **({"salt_length": size} if pss else {})}
    yield family, case(case_id, "verify", checked, good)
    if "Result" not in fields and "d" in fields:  # the d of SigVer belongs to another key
        given.update(d_hex=number(fields["d"]), **({"salt_hex": salt} if pss else {}))
        yield family, case(case_id, "sign", given, out={"signature_hex": signature})


def _rsa_key(case_id: str, file: File, record: Record) -> Iterator[Item]:
    fields = {name: number(record.fields[name]) for name in RSA_KEY}
    for prime in "pq":
        yield "RSA-keygen", case(f"{case_id} {prime}", "is_prime", {"candidate_hex": fields[prime]})
    members = {f"{name}_hex": fields[name] for name in RSA_KEY}
    if int(record.setting("mod") or 0) < 2048:
        members["minimum_bits"] = 1024  # type: ignore[assignment]
    yield "RSA", case(case_id, "private_key", members, out={"n_hex": fields["n"]})


def _ml_dsa(case_id: str, file: File, record: Record) -> Iterator[Item]:
    fields = record.fields
    family = ML_DSA_KEYS.get(len(fields["pk"]) // 2)
    if family is None:
        yield LeftOut("an ML-DSA key of another size")
        return
    given = {"message_hex": fields["msg"], "context_hex": fields.get("ctx", "")}
    signature = fields["sm"][: len(fields["sm"]) - 2 * int(fields["mlen"])]
    out = {"signature_hex": signature, "public_hex": fields["pk"]}
    for name in ("xi", "sk"):  # the seed, and what it is expanded to
        yield family, case(f"{case_id} {name}", "sign", {**given, "private_hex": fields[name]}, out=out)
    yield family, case(case_id, "verify", {**given, **out})


CONVERTERS: tuple[tuple[str, Converter], ...] = (
    ("Len Msg MD", _hash),
    ("Msg Output", _shake),
    ("Key Msg Mac Tlen", _hmac),
    ("Key IV CT AAD Tag", _gcm),
    ("KEY PLAINTEXT CIPHERTEXT", _aes),
    ("KEYs PLAINTEXT CIPHERTEXT", _triple_des),
    ("KEY1 PLAINTEXT CIPHERTEXT", _triple_des),
    ("K C", _key_wrap),
    ("Msg Qx Qy R S", _ecdsa),
    ("d Qx Qy", _key_pair),
    ("Qx Qy Result", _public),
    ("QCAVSx QCAVSy dIUT ZIUT", _cofactor),
    ("SHAAlg Msg S", _rsa),
    ("p q n d e", _rsa_key),
    ("xi pk sk msg sm mlen", _ml_dsa),
)
