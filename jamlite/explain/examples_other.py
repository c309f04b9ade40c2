"""Worked examples of primitives, PASETO, one-time passwords and Fernet, with the standards' values."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..encoding.json_types import JsonObject

EXAMPLES: dict[str, JsonObject] = {
    "rfc7518-b.1": {
        "about": "RFC 7518 appendix B.1: the content encryption A128CBC-HS256",
        "primitive": "content",
        "enc": "A128CBC-HS256",
        "cek_hex": "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "iv_hex": "1af38c2dc2b96ffdd86694092341bc04",
        "ciphertext_hex": (
            "c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9a94ac9b47ad2655c5f10f9aef71427e2"
            "fc6f9b3f399a221489f16362c703233609d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b"
            "384c486f3a54c51078158ee5d79de59fbd34d848b3d69550a67646344427ade54b8851ffb598f7f80074b9473c82e2db"
        ),
        "tag_hex": "652c3fa36b0a7c5b3219fab3a30bc1c4",
        "aad_hex": "546865207365636f6e64207072696e6369706c65206f662041756775737465204b6572636b686f666673",
    },
    "rfc7518-b.2": {
        "about": "RFC 7518 appendix B.2: the content encryption A192CBC-HS384",
        "primitive": "content",
        "enc": "A192CBC-HS384",
        "cek_hex": (
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"
        ),
        "iv_hex": "1af38c2dc2b96ffdd86694092341bc04",
        "ciphertext_hex": (
            "ea65da6b59e61edb419be62d19712ae5d303eeb50052d0dfd6697f77224c8edb000d279bdc14c1072654bd30944230c6"
            "57bed4ca0c9f4a8466f22b226d1746214bf8cfc2400add9f5126e479663fc90b3bed787a2f0ffcbf3904be2a641d5c21"
            "05bfe591bae23b1d7449e532eef60a9ac8bb6c6b01d35d49787bcd57ef484927f280adc91ac0c4e79c7b11efc60054e3"
        ),
        "tag_hex": "8490ac0e58949bfe51875d733f93ac2075168039ccc733d7",
        "aad_hex": "546865207365636f6e64207072696e6369706c65206f662041756775737465204b6572636b686f666673",
    },
    "rfc7518-b.3": {
        "about": "RFC 7518 appendix B.3: the content encryption A256CBC-HS512",
        "primitive": "content",
        "enc": "A256CBC-HS512",
        "cek_hex": (
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"
            "303132333435363738393a3b3c3d3e3f"
        ),
        "iv_hex": "1af38c2dc2b96ffdd86694092341bc04",
        "ciphertext_hex": (
            "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2"
            "e6d12a1374b77f077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3"
            "a3b75e662a2594410ae496b2e2e6609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6"
        ),
        "tag_hex": "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5",
        "aad_hex": "546865207365636f6e64207072696e6369706c65206f662041756775737465204b6572636b686f666673",
    },
    "rfc4226-d": {
        "about": "RFC 4226 appendix D: HOTP, counters 0 to 9",
        "primitive": "hotp",
        "secret_hex": "3132333435363738393031323334353637383930",
        "count": 10,
    },
    "rfc6238-b": {
        "about": "RFC 6238 appendix B: TOTP of eight digits at 59 seconds",
        "text": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "now": 59,
        "digits": 8,
    },
    "rfc8032-test1": {
        "about": "RFC 8032 section 7.1, TEST 1: an Ed25519 signature",
        "primitive": "eddsa",
        "curve": "Ed25519",
        "seed_hex": "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "message_hex": "",
    },
    "rfc8032-test2": {
        "about": "RFC 8032 section 7.1, TEST 2: an Ed25519 signature",
        "primitive": "eddsa",
        "curve": "Ed25519",
        "seed_hex": "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "message_hex": "72",
    },
    "rfc8032-test3": {
        "about": "RFC 8032 section 7.1, TEST 3: an Ed25519 signature",
        "primitive": "eddsa",
        "curve": "Ed25519",
        "seed_hex": "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "message_hex": "af82",
    },
    "rfc6979-a.2.5": {
        "about": "RFC 6979 appendix A.2.5: an ECDSA signature on P-256",
        "primitive": "ecdsa",
        "curve": "P-256",
        "private_hex": "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
        "message_hex": "73616d706c65",
        "hash_name": "sha256",
    },
    "rfc8439-2.4.2": {
        "about": "RFC 8439 section 2.4.2: ChaCha20",
        "primitive": "chacha20",
        "key_hex": "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "nonce_hex": "000000000000004a00000000",
        "plaintext_hex": (
            "4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a20496620492063"
            "6f756c64206f6666657220796f75206f6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"
            "637265656e20776f756c642062652069742e"
        ),
        "counter": 1,
    },
    "rfc8439-2.8.2": {
        "about": "RFC 8439 section 2.8.2: ChaCha20-Poly1305",
        "primitive": "chacha20_poly1305",
        "key_hex": "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
        "nonce_hex": "070000004041424344454647",
        "plaintext_hex": (
            "4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a20496620492063"
            "6f756c64206f6666657220796f75206f6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"
            "637265656e20776f756c642062652069742e"
        ),
        "aad_hex": "50515253c0c1c2c3c4c5c6c7",
    },
    "fips197-b": {
        "about": "FIPS 197 appendix B: AES-128 on one block",
        "primitive": "aes",
        "key_hex": "2b7e151628aed2a6abf7158809cf4f3c",
        "block_hex": "3243f6a8885a308d313198a2e0370734",
        "depth": "full",
    },
    "rfc5869-a.1": {
        "about": "RFC 5869 appendix A.1: HKDF with SHA-256",
        "primitive": "hkdf",
        "hash_name": "sha256",
        "ikm_hex": "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
        "salt_hex": "000102030405060708090a0b0c",
        "info_hex": "f0f1f2f3f4f5f6f7f8f9",
        "length": 42,
    },
    "rfc7914-12": {
        "about": "RFC 7914 section 12: scrypt",
        "primitive": "scrypt",
        "password_hex": "",
        "salt_hex": "",
        "N": 16,
        "r": 1,
        "p": 1,
        "length": 64,
    },
    "paseto-4-s-1": {
        "about": "PASETO test vector 4-S-1",
        "text": (
            "v4.public.eyJkYXRhIjoidGhpcyBpcyBhIHNpZ25lZCBtZXNzYWdlIiwiZXhwIjoiMjAyMi0wMS0wMVQwMDowMDowMCswMD"
            "owMCJ9bg_XBBzds8lTZShVlwwKSgeKpLT3yukTw6JUz3W4h_ExsQV-P0V54zemZDcAxFaSeef1QlXEFtkqxT1ciiQEDA"
        ),
        "key": "1eb9dbbbbc047c03fd70604e0071f0987e16b28b757225c11f00415d0e20b1a2",
        "now": 1640995000,
        "implicit_hex": "",
    },
    "paseto-4-e-1": {
        "about": "PASETO test vector 4-E-1",
        "text": (
            "v4.local.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAr68PS4AXe7If_ZgesdkUMvSwscFlAl1pk5HC0e8kAp"
            "eaqMfGo_7OpBnwJOAbY9V7WU6abu74MmcUE8YWAiaArVI8XJ5hOb_4v9RmDkneN0S92dx0OW4pgy7omxgf3S8c3LlQg"
        ),
        "key": "707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f",
        "now": 1640995000,
        "implicit_hex": "",
    },
    "paseto-3-s-1": {
        "about": "PASETO test vector 3-S-1",
        "text": (
            "v3.public.eyJkYXRhIjoidGhpcyBpcyBhIHNpZ25lZCBtZXNzYWdlIiwiZXhwIjoiMjAyMi0wMS0wMVQwMDowMDowMCswMD"
            "owMCJ9vrarT0tBPumLsUh5iJGDDH7sIkPk1fW8Ej6R2j-8jB7rkkCJyEKxcMNPJ5jLurPvZSzRdLb-Ia_Y2YXavY77xbLzJQ"
            "JkA_zjJeYrd8mWQ24oOpkts1Css3Xa74cz_j3A"
        ),
        "key": (
            "02fbcb7c69ee1c60579be7a334134878d9c5c5bf35d552dab63c0140397ed14cef637d7720925c44699ea30e72874c72"
            "fb"
        ),
        "now": 1640995000,
        "implicit_hex": "",
    },
    "paseto-3-e-1": {
        "about": "PASETO test vector 3-E-1",
        "text": (
            "v3.local.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADbfcIURX_0pVZVU1mAESUzrKZAsRm2EsD6yBoZYn6cpVZ"
            "NzSJOhSDN-sRaWjfLU-yn9OJH1J_B8GKtOQ9gSQlb8yk9Iza7teRdkiR89ZFyvPPsVjjFiepFUVcMa-LP18zV77f_crJrVXW"
            "a5PDNRkCSeHfBBeg"
        ),
        "key": "707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f",
        "now": 1640995000,
        "implicit_hex": "",
    },
    "paseto-2-e-1": {
        "about": "PASETO test vector 2-E-1",
        "text": (
            "v2.local.97TTOvgwIxNGvV80XKiGZg_kD3tsXM_-qB4dZGHOeN1cTkgQ4PnW8888l802W8d9AvEGnoNBY3BnqHORy8a5cC8"
            "aKpbA0En8XELw2yDk2f1sVODyfnDbi6rEGMY3pSfCbLWMM2oHJxvlEl2XbQ"
        ),
        "key": "707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f",
        "now": 1546000000,
        "implicit_hex": "",
    },
    "fernet": {
        "about": "The Fernet specification's example",
        "text": (
            "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4Iwq"
            "DA=="
        ),
        "key": "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=",
        "now": 499162800,
    },
}
