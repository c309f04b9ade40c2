"""RSA keys for the tests, taken from the official vectors."""

from __future__ import annotations

import os
from functools import cache

from jamlite.conformance import vectors
from jamlite.crypto import rsa
from tests.support import ROOT

MEMBERS = ("n", "e", "d", "p", "q", "dp", "dq", "qi")


@cache
def numbers(case_id: str) -> dict[str, int]:
    """Return the members of the key of a PKCS #1 v1.5 signature case."""
    path = os.path.join(ROOT, "vectors", "crypto", "rsa_pkcs1v15.pkcs1.json")
    case = next(case for case in vectors.read(path, "crypto").cases if case.id == case_id)
    return {name: int.from_bytes(case.inputs[name], "big") for name in MEMBERS}


def small() -> rsa.PrivateKey:
    """Return a new object of a key of 1024 bits: fast, and below the limit."""
    return rsa.private_key(**numbers("sign 1.2"), minimum_bits=1024)


def usual() -> rsa.PrivateKey:
    """Return a new object of a key of 2048 bits."""
    return rsa.private_key(**numbers("sign 15.2"))
