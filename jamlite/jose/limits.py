"""Input limits of JOSE, checked before anything is decoded. Assign to a name here to change one.

They bound work and memory for hostile input; nothing legitimate comes near the defaults.
"""

from __future__ import annotations

MAX_TOKEN_BYTES = 1 << 20  # a whole token, any serialization
MAX_HEADER_BYTES = 1 << 14  # one base64url header segment
MAX_SIGNATURES = 32  # signatures or recipients of one JSON serialization
MAX_KEYS = 256  # keys of one JWK Set
