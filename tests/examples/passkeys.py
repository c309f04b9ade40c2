"""What the two passkey shops share and no framework changes: users, their passkeys, the page.

A user registers with a password, adds passkeys, and logs in with one alone, or with the password and one.
"""

from __future__ import annotations

import os
from typing import Any

from jamlite import Jam
from jamlite.webauthn import Credential, RelyingParty, credential_id

PASSWORDS = {"alice": "correct horse", "bob": "battery staple"}

# Browsers of 2025 and later read and write the JSON forms by themselves.
PAGE = """<!doctype html>
<title>Passkeys</title>
<p id="out">ready</p>
<script>
async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body ?? {}),
  });
  const json = await answer.json();
  if (!answer.ok) throw new Error(json.error);
  return json;
}
async function register() {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await post("/passkeys/new"));
  const made = await navigator.credentials.create({publicKey});
  return post("/passkeys", made.toJSON());
}
async function answer(options) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return (await navigator.credentials.get({publicKey})).toJSON();
}
async function login() {
  return post("/login/passkey", await answer(await post("/login/passkey/new")));
}
</script>
"""


def make_jam() -> Jam:
    return Jam({"session": {"session_type": "memory"}})


def relying_party(url: str) -> RelyingParty:
    """Return the relying party of a shop at `url`; a real one has a domain and https."""
    return RelyingParty("localhost", "Shop", origins=[url])


class Users:
    """Users and their passkeys. A real shop has two tables: users, and passkeys with a unique id."""

    def __init__(self) -> None:
        self.handles = {name: os.urandom(32) for name in PASSWORDS}
        self.passkeys: dict[bytes, tuple[str, dict[str, Any]]] = {}  # id -> user's name, Credential.to_dict()

    def of(self, name: str) -> list[Credential]:
        """Return the passkeys of a user."""
        return [Credential.from_dict(row) for owner, row in self.passkeys.values() if owner == name]

    def add(self, name: str, credential: Credential) -> bool:
        """Store a new passkey, unless its id is known (WebAuthn section 7.1 step 26)."""
        return (
            self.passkeys.setdefault(credential.id, (name, credential.to_dict()))[1] == credential.to_dict()
        )

    def find(self, answer: Any) -> tuple[str | None, Credential | None]:
        """Return whose passkey answered, and its record; two times None if nobody's."""
        name, row = self.passkeys.get(credential_id(answer), (None, None))
        return name, None if row is None else Credential.from_dict(row)

    def update(self, credential: Credential) -> None:
        """Store what a login changed."""
        name, _ = self.passkeys[credential.id]
        self.passkeys[credential.id] = (name, credential.to_dict())
