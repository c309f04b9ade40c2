"""draft-irtf-cfrg-xchacha-03: section 2.2.1 (HChaCha20) and appendix A.3 (XChaCha20, the AEAD).

The draft never became an RFC and its text is not among the RFC Editor's; its values stand
here, not parsed from it. All but the ciphertext of A.3.2.1 were found again in copies that other projects
publish; that one was computed with other software as well.
"""

from __future__ import annotations

from .common import IETF_LICENSE, squeeze, write

SOURCE = {"name": "draft-irtf-cfrg-xchacha-03", "license": IETF_LICENSE}
KEY = bytes(range(0x80, 0xA0)).hex()

SUNSCREEN = (
    b"Ladies and Gentlemen of the class of '99: If I could offer you "
    b"only one tip for the future, sunscreen would be it."
).hex()
SEALED = squeeze("""
    bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb
    731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452
    2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9
    21f9664c97637da9768812f615c68b13b52e
""")

DHOLE = (
    b'The dhole (pronounced "dole") is also known as the Asiatic wild dog, red dog, and whistling dog. '
    b"It is about the size of a German shepherd but looks more like a long-legged fox. This highly elusive "
    b"and skilled jumper is classified with wolves, coyotes, jackals, and foxes in the taxonomic family "
    b"Canidae."
).hex()
FROM_BLOCK_0 = squeeze("""
    4559abba4e48c16102e8bb2c05e6947f50a786de162f9b0b7e592a9b53d0d4e9
    8d8d6410d540a1a6375b26d80dace4fab52384c731acbf16a5923c0c48d3575d
    4d0d2c673b666faa731061277701093a6bf7a158a8864292a41c48e3a9b4c0da
    ece0f8d98d0d7e05b37a307bbb66333164ec9e1b24ea0d6c3ffddcec4f68e744
    3056193a03c810e11344ca06d8ed8a2bfb1e8d48cfa6bc0eb4e2464b74814240
    7c9f431aee769960e15ba8b96890466ef2457599852385c661f752ce20f9da0c
    09ab6b19df74e76a95967446f8d0fd415e7bee2a12a114c20eb5292ae7a349ae
    577820d5520a1f3fb62a17ce6a7e68fa7c79111d8860920bc048ef43fe84486c
    cb87c25f0ae045f0cce1e7989a9aa220a28bdd4827e751a24a6d5c62d790a663
    93b93111c1a55dd7421a10184974c7c5
""")
FROM_BLOCK_1 = squeeze("""
    7d0a2e6b7f7c65a236542630294e063b7ab9b555a5d5149aa21e4ae1e4fbce87
    ecc8e08a8b5e350abe622b2ffa617b202cfad72032a3037e76ffdcdc4376ee05
    3a190d7e46ca1de04144850381b9cb29f051915386b8a710b8ac4d027b8b050f
    7cba5854e028d564e453b8a968824173fc16488b8970cac828f11ae53cabd201
    12f87107df24ee6183d2274fe4c8b1485534ef2c5fbc1ec24bfc3663efaa08bc
    047d29d25043532db8391a8a3d776bf4372a6955827ccb0cdd4af403a7ce4c63
    d595c75a43e045f0cce1f29c8b93bd65afc5974922f214a40b7c402cdb91ae73
    c0b63615cdad0480680f16515a7ace9d39236464328a37743ffc28f4ddb324f4
    d0f5bbdc270c65b1749a6efff1fbaa09536175ccd29fb9e6057b307320d31683
    8a9c71f70b5b5907a66f7ea49aadc409
""")


def main() -> None:
    nonce = bytes(range(0x40, 0x57)).hex() + "58"
    stream = [
        {
            "id": f"appendix A.3.2.{counter + 1}",
            "op": "encrypt",
            "in": {"key_hex": KEY, "nonce_hex": nonce, "plaintext_hex": DHOLE, "counter": counter},
            "out": {"ciphertext_hex": ciphertext},
            "result": "valid",
        }
        for counter, ciphertext in enumerate((FROM_BLOCK_0, FROM_BLOCK_1))
    ]
    shared = {
        "key_hex": KEY,
        "nonce_hex": bytes(range(0x40, 0x58)).hex(),
        "aad_hex": "50515253c0c1c2c3c4c5c6c7",
    }
    opened = {"plaintext_hex": SUNSCREEN}
    sealed = {"ciphertext_hex": SEALED, "tag_hex": "c0875924c1c7987947deafd8780acf49"}
    aead = [
        {"id": "appendix A.3.1, encrypt", "op": "encrypt", "in": {**shared, **opened}, "out": sealed},
        {"id": "appendix A.3.1, decrypt", "op": "decrypt", "in": {**shared, **sealed}, "out": opened},
    ]
    hchacha = {
        "id": "section 2.2.1",
        "op": "derive",
        "in": {"key_hex": bytes(range(32)).hex(), "nonce_hex": "000000090000004a0000000031415927"},
        "out": {"subkey_hex": "82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"},
    }
    for name, family, where, cases in (
        ("hchacha20", "HChaCha20", "section 2.2.1", [hchacha]),
        ("xchacha20", "XChaCha20", "appendix A.3.2", stream),
        ("xchacha20_poly1305", "XChaCha20-Poly1305", "appendix A.3.1", aead),
    ):
        write(
            "crypto",
            f"{name}.xchacha_draft",
            title=family,
            family=family,
            spec=f"draft-irtf-cfrg-xchacha-03 {where}",
            source=SOURCE,
            cases=[{**case, "result": "valid"} for case in cases],
        )


if __name__ == "__main__":
    main()
