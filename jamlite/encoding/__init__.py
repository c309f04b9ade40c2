"""Text to bytes and back: base64url, base32, strict JSON, CBOR, DER, PEM.

May import: the ground. Touches: nothing. Knows no secrets and no algorithms.
"""
