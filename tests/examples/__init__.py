"""One small application for each framework: `python -m tests.examples.flask_shop [PORT [ISSUER]]`.

POST /login takes {"username", "password", "code"}; `accounts` has the names, and
`python -m jamlite otp code` computes a code. Without an ISSUER a provider is started on loopback.
"""
