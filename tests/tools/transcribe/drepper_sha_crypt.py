"""The test vectors of U. Drepper, "Unix crypt using SHA-256 and SHA-512" (public domain). Needs no folder.

Salts are cut to 16 characters there, and rounds=10 counts as 1000; a stored hash shows what was used.
"""

from __future__ import annotations

from .common import write

LONG = "a very much longer text to encrypt.  This one even stretches over morethan one line."
SHORT_SALT = "we have a short salt string but not a short password"
LOW = "the minimum number is still observed"
# (rounds, salt, password, hash with SHA-256, hash with SHA-512)
CASES = (
    (5000, "saltstring", "Hello world!",
     "5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5",
     "svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"),
    (10000, "saltstringsaltst", "Hello world!",
     "3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA",
     "OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v."),
    (5000, "toolongsaltstrin", "This is just a test",
     "Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5",
     "lQ8jolhgVRVhY4b5pZKaysCLi0QBxGoNeKQzQ3glMhwllF7oGDZxUhx1yxdYcz/e1JSbq3y6JMxxl8audkUEm0"),
    (1400, "anotherlongsalts", LONG,
     "Rx.j8H.h8HjEDGomFU8bDkXm3XIUnzyxf12oP84Bnq1",
     "POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1"),
    (77777, "short", SHORT_SALT,
     "JiO1O3ZpDAxGJeaDIuqCoEFysAe1mZNJRs3pw0KQRd/",
     "WuQyW2YR.hBNpjjRhpYD/ifIw05xdfeEyQoMxIXbkvr0gge1a1x3yRULJ5CCaUeOxFmtlcGZelFl5CxtgfiAc0"),
    (123456, "asaltof16chars..", "a short string",
     "gP3VQ/6X7UUEW3HkBn2w1/Ptq2jxPyzV/cZKmF/wJvD",
     "BtCwjqMJGx5hrJhZywWvt0RLE8uZ4oPwcelCjmw2kSYu.Ec6ycULevoBK25fs2xXgMNrCzIMVcgEJAstJeonj1"),
    (1000, "roundstoolow", LOW,
     "yfvwcWrQ8l/K0DAWyuPMDNHpIVlTQebY9l/gL972bIC",
     "kUMsbe306n21p9R.FRkW3IGn.S9NPN0x50YhH1xhLsPuWGsUSklZt58jaTfF4ZEQpyUNGc0dqbpBYYBaHHrsX."),
)  # fmt: skip


def main() -> None:
    cases = []
    for rounds, salt, password, *hashes in CASES:
        for name, value in zip(("sha256", "sha512"), hashes):
            given = {"hash": name, "password_utf8": password, "salt_utf8": salt, "rounds": rounds}
            cases.append(
                {
                    "id": f"{name}, {rounds} rounds, {salt}",
                    "op": "derive",
                    "in": given,
                    "out": {"text": value},
                    "result": "valid",
                }
            )
    write(
        "crypto",
        "sha_crypt.drepper",
        title="SHA-256 crypt and SHA-512 crypt",
        family="SHA crypt",
        spec="Unix crypt using SHA-256 and SHA-512",
        source={"name": "U. Drepper, SHA-crypt.txt", "license": "public domain"},
        cases=cases,
    )


if __name__ == "__main__":
    main()
