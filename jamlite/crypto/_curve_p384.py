"""P-384 (SP 800-186 section 3.2.1.4), and the answers that are known of it.

Ungated: the gates of its users prove it.
"""

from __future__ import annotations

from ..exceptions.base import JamMissingPartError
from ..optional import part
from ._weierstrass import Answer, Curve, add


def _comb() -> str | None:
    try:
        with part("ES384"):
            from ._comb_p384 import POINTS
    except JamMissingPartError:
        return None  # a copy without the file computes them, in 4 ms more
    return POINTS


add(
    Curve(
        "P-384",
        p=2**384 - 2**128 - 2**96 + 2**32 - 1,
        b=int(
            "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a"
            "c656398d8a2ed19d2a85c8edd3ec2aef",
            16,
        ),
        n=int(
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
            "581a0db248b0a77aecec196accc52973",
            16,
        ),
        g=(
            int(
                "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38"
                "5502f25dbf55296c3a545e3872760ab7",
                16,
            ),
            int(
                "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0"
                "0a60b1ce1d7e819d7a431d7c90ea0e5f",
                16,
            ),
        ),
        comb_points=_comb,
    ),
    Answer(
        "RFC 6979 appendix A.2.6, SHA-384, message 'sample'",
        "sha384",
        b"sample",
        d="6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
        x="ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13",
        y="8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1288b231c3ae0d4fe7344fd2533264720",
        compressed_g="03aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38"
        "5502f25dbf55296c3a545e3872760ab7",
        signature="94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e"
        "80fabe4699ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e"
        "7b82c71a38628ac8",
    ),
)
