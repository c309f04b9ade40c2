"""FIPS 197 appendices B and C, NIST SP 800-38A appendix F, and the GCM specification's appendix B.

They are published as PDF and were not parsed from it: the values stand here. Each output but that of
FIPS 197 appendix B was found again in copies that other projects publish; that one was computed with
other software as well. Run without an argument.
"""

from __future__ import annotations

from .common import squeeze, write

NIST = {"license": "public domain (work of the US government); values only"}
Cases = list[dict[str, object]]

# FIPS 197: key, plaintext, ciphertext.
FIPS_197 = {
    "Appendix B": (
        "2b7e151628aed2a6abf7158809cf4f3c",
        "3243f6a8885a308d313198a2e0370734",
        "3925841d02dc09fbdc118597196a0b32",
    ),
    "Appendix C.1": (
        "000102030405060708090a0b0c0d0e0f",
        "00112233445566778899aabbccddeeff",
        "69c4e0d86a7b0430d8cdb78070b4c55a",
    ),
    "Appendix C.2": (
        "000102030405060708090a0b0c0d0e0f1011121314151617",
        "00112233445566778899aabbccddeeff",
        "dda97ca4864cdfe06eaf70a0ec0d7191",
    ),
    "Appendix C.3": (
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "00112233445566778899aabbccddeeff",
        "8ea2b7ca516745bfeafc49904b496089",
    ),
}

# SP 800-38A appendix F: the same three keys and the same four blocks throughout.
KEYS = {
    128: "2b7e151628aed2a6abf7158809cf4f3c",
    192: "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b",
    256: "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
}
PLAINTEXT = """6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
               30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710"""
ECB = {
    128: """3ad77bb40d7a3660a89ecaf32466ef97 f5d3d58503b9699de785895a96fdbaaf
            43b1cd7f598ece23881b00e3ed030688 7b0c785e27e8ad3f8223207104725dd4""",
    192: """bd334f1d6e45f25ff712a214571fa5cc 974104846d0ad3ad7734ecb3ecee4eef
            ef7afd2270e2e60adce0ba2face6444e 9a4b41ba738d6c72fb16691603c18e0e""",
    256: """f3eed1bdb5d2a03c064b5a7e3db181f8 591ccb10d410ed26dc5ba74a31362870
            b6ed21b99ca6f4f9f153e7b1beafed1d 23304b7a39f9f3ff067d8d8f9e24ecc7""",
}
CBC_IV = "000102030405060708090a0b0c0d0e0f"
CBC = {
    128: """7649abac8119b246cee98e9b12e9197d 5086cb9b507219ee95db113a917678b2
            73bed6b8e3c1743b7116e69e22229516 3ff1caa1681fac09120eca307586e1a7""",
    192: """4f021db243bc633d7178183a9fa071e8 b4d9ada9ad7dedf4e5e738763f69145a
            571b242012fb7ae07fa9baac3df102e0 08b0e27988598881d920a9e64f5615cd""",
    256: """f58c4c04d6e5f1ba779eabfb5f7bfbd6 9cfc4e967edb808d679f777bc6702c7d
            39f23369a9d9bacfa530e26304231461 b2eb05e2c39be9fcda6c19078c6a9d1b""",
}
CTR_COUNTER = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
CTR = {
    128: """874d6191b620e3261bef6864990db6ce 9806f66b7970fdff8617187bb9fffdff
            5ae4df3edbd5d35e5b4f09020db03eab 1e031dda2fbe03d1792170a0f3009cee""",
    192: """1abc932417521ca24f2b0459fe7e6e0b 090339ec0aa6faefd5ccc2c6f4ce8e94
            1e36b26bd1ebc670d1bd1d665620abf7 4f78a7f6d29809585a97daec58c6b050""",
    256: """601ec313775789a5b7a7f504bbf3d228 f443e3ca4d62b59aca84e990cacaf5c5
            2b0930daa23de94ce87017ba2d84988d dfc9c58db67aada613c2dd08457941a6""",
}

# The GCM specification (McGrew and Viega, submission to NIST, appendix B). Its 18 test cases are six
# patterns under keys of 128, 192 and 256 bits.
GCM_KEY = "feffe9928665731c6d6a8f9467308308" * 2
GCM_PLAINTEXT = squeeze("""d9313225f88406e5a55909c5aff5269a 86a7a9531534f7da2e4c303d8a318a72
    1c3c0c95956809532fcf0e2449a6b525 b16aedf5aa0de657ba637b391aafd255""")
GCM_AAD = "feedfacedeadbeeffeedfacedeadbeefabaddad2"
GCM_IV = "cafebabefacedbaddecaf888"
GCM_LONG_IV = squeeze("""9313225df88406e555909c5aff5269aa 6a7a9538534f7da1e4c303d2a318a728
    c3c0c95156809539fcf0e2429a6b5254 16aedbf5a0de6a57a637b39b""")
# (ciphertext, tag) of cases 1 to 18
GCM_OUTPUT = (
    ("", "58e2fccefa7e3061367f1d57a4e7455a"),
    ("0388dace60b6a392f328c2b971b2fe78", "ab6e47d42cec13bdf53a67b21257bddf"),
    (
        """42831ec2217774244b7221b784d0d49c e3aa212f2c02a4e035c17e2329aca12e
        21d514b25466931c7d8f6a5aac84aa05 1ba30b396a0aac973d58e091473f5985""",
        "4d5c2af327cd64a62cf35abd2ba6fab4",
    ),
    (
        """42831ec2217774244b7221b784d0d49c e3aa212f2c02a4e035c17e2329aca12e
        21d514b25466931c7d8f6a5aac84aa05 1ba30b396a0aac973d58e091""",
        "5bc94fbc3221a5db94fae95ae7121a47",
    ),
    (
        """61353b4c2806934a777ff51fa22a4755 699b2a714fcdc6f83766e5f97b6c7423
        73806900e49f24b22b097544d4896b42 4989b5e1ebac0f07c23f4598""",
        "3612d2e79e3b0785561be14aaca2fccb",
    ),
    (
        """8ce24998625615b603a033aca13fb894 be9112a5c3a211a8ba262a3cca7e2ca7
        01e4a9a4fba43c90ccdcb281d48c7c6f d62875d2aca417034c34aee5""",
        "619cc5aefffe0bfa462af43c1699d050",
    ),
    ("", "cd33b28ac773f74ba00ed1f312572435"),
    ("98e7247c07f0fe411c267e4384b0f600", "2ff58d80033927ab8ef4d4587514f0fb"),
    (
        """3980ca0b3c00e841eb06fac4872a2757 859e1ceaa6efd984628593b40ca1e19c
        7d773d00c144c525ac619d18c84a3f47 18e2448b2fe324d9ccda2710acade256""",
        "9924a7c8587336bfb118024db8674a14",
    ),
    (
        """3980ca0b3c00e841eb06fac4872a2757 859e1ceaa6efd984628593b40ca1e19c
        7d773d00c144c525ac619d18c84a3f47 18e2448b2fe324d9ccda2710""",
        "2519498e80f1478f37ba55bd6d27618c",
    ),
    (
        """0f10f599ae14a154ed24b36e25324db8 c566632ef2bbb34f8347280fc4507057
        fddc29df9a471f75c66541d4d4dad1c9 e93a19a58e8b473fa0f062f7""",
        "65dcc57fcf623a24094fcca40d3533f8",
    ),
    (
        """d27e88681ce3243c4830165a8fdcf9ff 1de9a1d8e6b447ef6ef7b79828666e45
        81e79012af34ddd9e2f037589b292db3 e67c036745fa22e7e9b7373b""",
        "dcf566ff291c25bbb8568fc3d376a6d9",
    ),
    ("", "530f8afbc74536b9a963b4f1c4cb738b"),
    ("cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"),
    (
        """522dc1f099567d07f47f37a32a84427d 643a8cdcbfe5c0c97598a2bd2555d1aa
        8cb08e48590dbb3da7b08b1056828838 c5f61e6393ba7a0abcc9f662898015ad""",
        "b094dac5d93471bdec1a502270e3cc6c",
    ),
    (
        """522dc1f099567d07f47f37a32a84427d 643a8cdcbfe5c0c97598a2bd2555d1aa
        8cb08e48590dbb3da7b08b1056828838 c5f61e6393ba7a0abcc9f662""",
        "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
    (
        """c3762df1ca787d32ae47c13bf19844cb af1ae14d0b976afac52ff7d79bba9de0
        feb582d33934a4f0954cc2363bc73f78 62ac430e64abe499f47c9b1f""",
        "3a337dbf46a792c45e454913fe2ea8f2",
    ),
    (
        """5a8def2f0c9e53f1f75d7853659e2a20 eeb2b22aafde6419a058ab4f6f746bf4
        0fc0c3b780f244452da3ebf1c5d82cde a2418997200ef82e44ae7e3f""",
        "a44a8266ee1c8eb0c8b5d4cf5ae9f19a",
    ),
)


def gcm_input(number: int) -> dict[str, object]:
    """Return the fields of test case `number`, 1 to 18."""
    size, pattern = divmod(number - 1, 6)
    if pattern < 2:
        key, iv, plaintext, aad = "00" * 32, "00" * 12, "00" * 16 * pattern, ""
    else:
        key, aad = GCM_KEY, GCM_AAD if pattern > 2 else ""
        iv = {4: GCM_IV[:16], 5: GCM_LONG_IV}.get(pattern, GCM_IV)
        plaintext = GCM_PLAINTEXT if pattern == 2 else GCM_PLAINTEXT[:120]
    return {"key_hex": key[: 32 + 16 * size], "iv_hex": iv, "plaintext_hex": plaintext, "aad_hex": aad}


def both_ways(
    name: str, key: str, plaintext: str, ciphertext: str, iv: str = "", unpadded: str = ""
) -> Cases:
    """Return two cases: encryption, and decryption of what it gives."""
    plaintext, ciphertext = squeeze(plaintext), squeeze(ciphertext)
    common = {"key_hex": key, **({"iv_hex": iv} if iv else {})}
    return [
        {
            "id": f"{name} {op}",
            "op": op + unpadded,
            "in": {**common, "data_hex": given},
            "out": {f"{result}_hex": wanted},
            "result": "valid",
        }
        for op, given, result, wanted in (
            ("encrypt", plaintext, "ciphertext", ciphertext),
            ("decrypt", ciphertext, "plaintext", plaintext),
        )
    ]


def main() -> None:
    source = {"name": "FIPS 197", **NIST}
    cases = [case for name, values in FIPS_197.items() for case in both_ways(name, *values)]
    write("crypto", "aes.fips197", title="AES", family="AES", spec="FIPS 197", source=source, cases=cases)

    source = {"name": "NIST SP 800-38A", **NIST}
    modes = (
        ("aes", "AES", "F.1", ECB, "", ""),
        ("aes_cbc", "AES-CBC", "F.2", CBC, CBC_IV, "_unpadded"),
        ("aes_ctr", "AES-CTR", "F.5", CTR, CTR_COUNTER, ""),
    )
    for name, family, part, outputs, iv, unpadded in modes:
        cases = [
            case
            for size, ciphertext in outputs.items()
            for case in both_ways(f"{part} AES{size}", KEYS[size], PLAINTEXT, ciphertext, iv, unpadded)
        ]
        spec = f"NIST SP 800-38A section {part}"
        title = "AES, each block by itself" if name == "aes" else family
        write(
            "crypto", f"{name}.sp800_38a", title=title, family=family, spec=spec, source=source, cases=cases
        )

    cases = []
    for number, (ciphertext, tag) in enumerate(GCM_OUTPUT, 1):
        fields = gcm_input(number)
        sealed = {"ciphertext_hex": squeeze(ciphertext), "tag_hex": tag}
        cases.append(
            {"id": f"Test Case {number}", "op": "encrypt", "in": fields, "out": sealed, "result": "valid"}
        )
        opened = {"plaintext_hex": fields.pop("plaintext_hex")}
        inputs = {**fields, **sealed}
        case_id = f"Test Case {number} decrypt"
        cases[-1]["in"] = {**fields, **opened}
        cases.append({"id": case_id, "op": "decrypt", "in": inputs, "out": opened, "result": "valid"})
    write(
        "crypto",
        "aes_gcm.gcm_spec",
        title="AES-GCM",
        family="AES-GCM",
        spec="The Galois/Counter Mode of Operation, appendix B",
        source={
            "name": "D. McGrew and J. Viega, The Galois/Counter Mode of Operation, as submitted to NIST",
            "license": "published for implementers; values only",
        },
        cases=cases,
    )


if __name__ == "__main__":
    main()
