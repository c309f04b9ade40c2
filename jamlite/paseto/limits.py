"""Input limits of PASETO, checked before anything is decoded. Assign to a name here to change one.

They bound work and memory for hostile input; nothing legitimate comes near the defaults.
"""

from __future__ import annotations

MAX_TOKEN_BYTES = 1 << 20  # a whole token
MAX_FOOTER_BYTES = 1 << 14  # one base64url footer segment; a wrapped RSA key (k1.secret-wrap) takes 2200
