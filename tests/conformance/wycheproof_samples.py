"""A few cases of Wycheproof (github.com/C2SP/wycheproof, Apache-2.0), in its layout, to try its reader on."""

from __future__ import annotations

import json
import os
from typing import Any

from tests.support import ROOT

SOURCE = {"name": "google-wycheproof", "version": "0.9"}
HMAC_KEY = {"alg": "HS256", "use": "sig", "k": "-ebuDNsVZ2iJtoZ-akfXTSCt4UO2cruLCsbWlBinggE", "kty": "oct"}
AES_KEY = {"alg": "A256KW", "use": "enc", "k": "W1vBUI1-5HARc-qyT8hcYBt6q9sFNsztBrhlbl9W2CA", "kty": "oct"}
JWS_TOKEN = (
    "eyJhbGciOiJIUzI1NiIsImtpZCI6ImtpZC1hZXMtc2lnbiJ9.Zm9v.TD37p4c_0jmreSrBSDmE0F3mYSPtkZ3WrSyI5wb_KTg"
)
JWE_TOKEN = (
    "eyJhbGciOiJBMjU2S1ciLCJlbmMiOiJBMTI4R0NNIn0.vFtNypyvyX3ZUuXZuWdq-oz0LrxFWccH.aleRxWxKrolqgOBo.TzV5"
    ".EdgzybAq-mZDpIYHwadHQQ"
)


def file(algorithm: str, *groups: dict[str, Any]) -> dict[str, Any]:
    """Return a file of these groups; tests without a number, comment or flags get them."""
    count = 0
    for group in groups:
        group.setdefault("source", SOURCE)
        for test in group["tests"]:
            count += 1
            test.update(tcId=count, comment="", flags=[])
    return {
        "algorithm": algorithm,
        "numberOfTests": count,
        "header": [],
        "notes": {},
        "testGroups": [*groups],
    }


def gcm() -> dict[str, Any]:
    case = {
        "key": "5b9604fe14eadba931b0ccf34843dab9",
        "iv": "028318abc1824029138141a2",
        "aad": "",
        "msg": "001d0c231287c1182784554ca3a21908",
        "ct": "26073cc1d851beff176384dc9896d5ff",
        "tag": "0a3ea7a5487cb5f7d70fb6c58d038554",
    }
    tests = [{**case, "result": "valid"}, {**case, "tag": "00" * 16, "result": "invalid"}]
    group = {"type": "AeadTest", "ivSize": 96, "keySize": 128, "tagSize": 128, "tests": tests}
    short = {**group, "tagSize": 96, "tests": [{**case, "tag": case["tag"][:24], "result": "valid"}]}
    return file("AES-GCM", group, short)


def jws() -> dict[str, Any]:
    tests = [
        {"jws": JWS_TOKEN, "result": "valid"},
        {"jws": JWS_TOKEN.replace(".TD", ".XD"), "result": "invalid"},
        {"jws": "eyJhbGciOiJub25lIiwia2lkIjoia2lkLWFlcy1zaWduIn0.Zm9v.", "result": "invalid"},
        {"jws": "{}", "result": "invalid"},
    ]
    data = file("", {"type": "JsonWebSignature", "private": HMAC_KEY, "tests": tests})
    del data["algorithm"]
    return data


def jwe() -> dict[str, Any]:
    tests = [
        {"jwe": JWE_TOKEN, "pt": "666f6f", "enc": "A128GCM", "result": "valid"},
        {"jwe": f"{JWE_TOKEN}Q02e", "pt": "666f6f", "enc": "A128GCM", "result": "invalid"},
    ]
    data = file("", {"type": "JsonWebEncryption", "private": AES_KEY, "tests": tests})
    del data["algorithm"]
    return data


def ecdh() -> dict[str, Any]:
    test = {
        "public": "0462d5bd3372af75fe85a040715d0f502428e07046868b0bfdfa61d731afe44f26"
        "ac333a93a9e70a81cd5a95b5bf8d13990eb741c8c38872b4a07d275a014e30cf",
        "private": "0612465c89a023ab17855b0a6bcebfd3febb53aef84138647b5352e02c10c346",
        "shared": "53020d908b0219328b658b525f26780e3ae12bcd952bb25a93bc0895e1714285",
    }
    off_curve = {**test, "public": f"{test['public'][:-2]}ce"}
    group = {"type": "EcdhEcpointTest", "curve": "secp256r1", "encoding": "ecpoint"}
    asn = "3059301306072a8648ce3d020106082a8648ce3d030107034200"
    return file(
        "ECDH",
        {**group, "tests": [{**test, "result": "valid"}, {**off_curve, "result": "invalid"}]},
        {
            **group,
            "type": "EcdhTest",
            "encoding": "asn",
            "tests": [
                {**test, "public": f"{asn}{test['public']}", "result": "valid"},
                {**off_curve, "public": f"{asn}{off_curve['public']}", "result": "invalid"},
            ],
        },
        {**group, "curve": "secp224r1", "tests": [{**test, "result": "valid"}]},
    )


def x25519() -> dict[str, Any]:
    test = {
        "public": "504a36999f489cd2fdbc08baff3d88fa00569ba986cba22548ffde80f9806829",
        "private": "c8a9d5a91091ad851c668b0736c1c9a02936c0d3ad62670858088047ba057475",
        "shared": "436a2c040cf45fea9b29a0cb81b1f41458f863d0d61b453d0a982720d6d61320",
        "result": "valid",
    }
    zero = {**test, "public": "00" * 32, "shared": "00" * 32, "result": "acceptable"}
    return file("XDH", {"type": "XdhComp", "curve": "curve25519", "tests": [test, zero]})


def hkdf() -> dict[str, Any]:
    test = {
        "ikm": "0b0b0b0b0b0b0b0b0b0b0b",
        "salt": "000102030405060708090a0b0c",
        "info": "f0f1f2f3f4f5f6f7f8f9",
        "size": 42,
        "okm": "085a01ea1b10f36933068b56efa5ad81a4f14b822f5b091568a9cdd4f155fda2c22e422478d305f3f896",
        "result": "valid",
    }
    huge = {**test, "size": 255 * 20 + 1, "okm": "", "result": "invalid"}
    return file("HKDF-SHA-1", {"type": "HkdfTest", "keySize": 88, "tests": [test, huge]})


def ml_dsa() -> dict[str, Any]:
    """Return what Wycheproof's own files hold of these, from the selection in vectors/."""
    with open(
        os.path.join(ROOT, "vectors", "crypto", "ml_dsa_44.wycheproof.json"), encoding="utf-8"
    ) as stream:
        cases = json.load(stream)["cases"]
    groups: list[dict[str, Any]] = []
    for op, kind, result in (
        ("verify", "MlDsaVerify", "valid"),
        ("verify", "MlDsaVerify", "invalid"),
        ("sign", "MlDsaSign", "valid"),
    ):
        case = next(case for case in cases if (case["op"], case["result"]) == (op, result))
        known = {**case["in"], **case.get("out", {})}
        test = {"msg": known["message_hex"], "sig": known["signature_hex"], "result": result}
        test["ctx"] = known.get("context_hex", "")
        group = {"type": kind, "publicKey": known["public_hex"], "tests": [test]}
        groups.append({**group, "privateSeed": known["private_hex"]} if op == "sign" else group)
    groups[2]["tests"].append({"mu": "00" * 64, "sig": "00", "result": "valid"})
    return file("ML-DSA-44", *groups)
