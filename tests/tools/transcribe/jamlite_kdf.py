"""Refusals of our own making: numbers that the key derivation standards, or our limits, exclude."""

from __future__ import annotations

from .common import write

SOURCE = {"name": "jamlite", "license": "Apache-2.0"}
Fields = dict[str, object]

HKDF: Fields = {"hash": "sha256", "ikm_hex": "0b" * 22, "salt_hex": "", "info_hex": "", "length": 42}
CONCAT: Fields = {"hash": "sha256", "shared_secret_hex": "9e56", "other_info_hex": "", "length": 16}
PBKDF2: Fields = {
    "hash": "sha256",
    "password_utf8": "passwd",
    "salt_utf8": "salt",
    "iterations": 1,
    "length": 64,
}
SCRYPT: Fields = {"password_utf8": "", "salt_utf8": "", "n": 16, "r": 1, "p": 1, "length": 64}
ARGON2: Fields = {
    "password_utf8": "password",
    "salt_utf8": "pycasalt",
    "time_cost": 1,
    "memory_kib": 8,
    "parallelism": 1,
    "length": 4,
}
# family, its file, RFC, an accepted case, and what each refused case changes in it
TABLE: tuple[tuple[str, str, str, Fields, tuple[tuple[str, Fields], ...]], ...] = (
    (
        "HKDF",
        "hkdf",
        "RFC 5869 section 2.3",
        HKDF,
        (
            ("length 0", {"length": 0}),
            ("length 255*HashLen + 1", {"length": 255 * 32 + 1}),
            ("length negative", {"length": -1}),
            ("length 255*HashLen + 1, SHA-1", {"hash": "sha1", "length": 255 * 20 + 1}),
            ("hash unknown", {"hash": "md5"}),
            ("hash in capitals", {"hash": "SHA256"}),
            ("hash empty", {"hash": ""}),
        ),
    ),
    (
        "Concat KDF",
        "concat_kdf",
        "RFC 7518 section 4.6.2",
        CONCAT,
        (
            ("length 0", {"length": 0}),
            ("length 2^16 + 1", {"length": (1 << 16) + 1}),
            ("length not a whole number", {"length": 16.0}),
            ("hash unknown", {"hash": "md5"}),
        ),
    ),
    (
        "PBKDF2",
        "pbkdf2",
        "RFC 8018 section 5.2",
        PBKDF2,
        (
            ("iterations 0", {"iterations": 0}),
            ("iterations negative", {"iterations": -1}),
            ("iterations 2^31", {"iterations": 1 << 31}),
            ("iterations true", {"iterations": True}),
            ("length 0", {"length": 0}),
            ("length 2^16 + 1", {"length": (1 << 16) + 1}),
            ("hash unknown", {"hash": "sha3"}),
        ),
    ),
    (
        "scrypt",
        "scrypt",
        "RFC 7914 section 2",
        SCRYPT,
        (
            ("n = 0", {"n": 0}),
            ("n = 1", {"n": 1}),
            ("n no power of two", {"n": 15}),
            ("n = 2^(128*r/8)", {"n": 1 << 16}),
            ("n huge", {"n": 1 << 62, "r": 8}),
            ("r = 0", {"r": 0}),
            ("p = 0", {"p": 0}),
            ("p above our limit", {"p": 1025}),
            ("r above our limit", {"r": 1025}),
            ("more memory than allowed", {"n": 1 << 24, "r": 8}),
            ("length 0", {"length": 0}),
        ),
    ),
    (
        "Argon2id",
        "argon2id",
        "RFC 9106 section 3.1",
        ARGON2,
        (
            ("no pass", {"time_cost": 0}),
            ("no lane", {"parallelism": 0}),
            ("256 lanes", {"parallelism": 256, "memory_kib": 2048}),
            ("memory below 8*p", {"memory_kib": 7}),
            ("memory below 8*p, 4 lanes", {"memory_kib": 31, "parallelism": 4}),
            ("memory above our limit", {"memory_kib": (1 << 18) + 1}),
            ("work above our limit", {"memory_kib": 1 << 18, "time_cost": 5}),
            ("passes beyond 32 bits", {"time_cost": 1 << 32}),
            ("length 3", {"length": 3}),
            ("length negative", {"length": -4}),
        ),
    ),
)


def main() -> None:
    for family, file, spec, good, changes in TABLE:
        cases: list[dict[str, object]] = [
            {"id": name, "op": "derive", "in": {**good, **change}, "result": "invalid"}
            for name, change in changes
        ]
        write(
            "crypto",
            f"{file}.jamlite",
            title=f"{family}: refusals",
            family=family,
            spec=spec,
            source=SOURCE,
            cases=cases,
        )


if __name__ == "__main__":
    main()
