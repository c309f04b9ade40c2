"""Key records - RSA, EC, OKP, AKP, oct - and every usual spelling of them.

PEM, DER, PKCS#1, SEC 1, SPKI, PKCS#8 (also encrypted), PKCS#12, OpenSSH, certificates, JWK members, COSE. A
record has been checked when it exists; nothing behind this package checks a key again.
May import: encoding, crypto. Touches: nothing.
"""
