"""The document of `jamlite page`: its parts work without the script, but for those marked `live`."""

from __future__ import annotations

import base64
import hashlib
import html

from ..explain.explanation_page import STYLE
from .page_answers import MADE
from .page_script import SCRIPT

_STYLE = (
    STYLE
    + """
body { max-width: 90rem }
main { display: grid; gap: 0 2rem; align-items: start }
main > * { min-width: 0 }
@media (min-width: 64rem) { main { grid-template: "paste found" auto "tools found" 1fr
  / minmax(0, 5fr) minmax(0, 6fr) } }
#paste { grid-area: paste } #explained { grid-area: found } #tools { grid-area: tools }
@media (max-width: 63.99rem) { main > * { grid-area: auto !important } }
.scripted .result { display: none }
.fields { display: grid; gap: .4rem }
.row { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center }
.row > label { display: flex; gap: .4rem; align-items: center }
textarea, input, select, button { font: inherit; padding: .35rem .5rem; box-sizing: border-box }
textarea, input:not([type]), input[type=password], input[type=number], select { border: 1px solid var(--soft);
  border-radius: .3rem; background: var(--page); color: var(--text) }
button { border-radius: .3rem }
p:has(#unfold):not(:has(+ #found details)) { display: none }
textarea { font-family: ui-monospace, monospace; font-size: .9rem; width: 100%; word-break: break-all }
input:not([type]), input[type=password] { width: 100% }
input[type=range] { width: 100%; padding: 0 }
input[type=checkbox] { width: 1.1rem; height: 1.1rem }
input[type=number] { width: 6rem }
mark { background: var(--text); color: var(--page); border-radius: .1rem }
#coloured { max-height: 16rem; overflow: auto }
#said { min-height: 1.5em; font-weight: 700 }
#code { font: 700 2rem/1.3 ui-monospace, monospace; letter-spacing: .1em }
#left { width: 100%; accent-color: var(--focus) }
#qr { max-width: 16rem }
#qr svg { width: 100%; height: auto; display: block }
.box { border: 1px solid var(--line); border-radius: .4rem; padding: .45rem .8rem; margin: .8rem 0 }
.box > summary h2 { display: inline; font-size: 1.05rem }
.quiet .tip { display: none }
footer { margin-top: 1.5rem }
[hidden] { display: none !important }
"""
)


def _hash(text: str) -> str:
    # Content Security Policy Level 3: hash-source.
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


HEADERS = {  # of every answer
    # The one script and the one style of the page, by their hashes; it asks its own server and nobody else.
    "Content-Security-Policy": (
        f"default-src 'none'; script-src 'sha256-{_hash(SCRIPT)}'; style-src 'sha256-{_hash(_STYLE)}'; "
        "connect-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",  # what was pasted must not lie in the browser's cache
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    # "no-referrer" would make the browser send "Origin: null" with the form.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_HEAD = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>jamlite: how a token works</title>
<link rel="icon" href="data:,">
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>How a token works</h1>
<p class="soft">Served by this machine to this machine: nothing is stored, logged or sent elsewhere.</p>
</header>
<main>
"""

_FORM = """<div id="paste">
<section aria-labelledby="paste-title">
<h2 id="paste-title">Paste</h2>
<form id="form" class="fields" method="post" autocomplete="off">
<label for="token">A token, a key, an otpauth URI, a one-time secret or a password hash</label>
<textarea id="token" name="token" rows="6" spellcheck="false" autocapitalize="off" required>{text}</textarea>
<label for="key">Its key, if it is to be checked or opened: PEM, JWK, PASERK, hex or a secret</label>
<textarea id="key" name="key" rows="3" spellcheck="false" autocapitalize="off"></textarea>
<label for="password">A password, if it takes one</label>
<input id="password" name="password" type="password" autocomplete="off">
<details>
<summary>More: a detached payload, an access token, the key of a token inside</summary>
<div class="fields">
<label for="payload">The payload, if it was detached</label>
<textarea id="payload" name="payload" rows="2" spellcheck="false" autocapitalize="off"></textarea>
<label for="access_token">The access token that at_hash or ath is a hash of</label>
<textarea id="access_token" name="access_token" rows="2" spellcheck="false" autocapitalize="off"></textarea>
<label for="verify_key">The key of a token inside this one</label>
<textarea id="verify_key" name="verify_key" rows="2" spellcheck="false" autocapitalize="off"></textarea>
</div>
</details>
<div class="row">
<label><input type="checkbox" id="full" name="full"> every round</label>
<label><input type="checkbox" id="secrets" name="secrets"> show secrets</label>
</div>
<button id="explain-button">Explain</button>
</form>
</section>
<section id="apart" aria-labelledby="apart-title" hidden>
<h2 id="apart-title">Taken apart</h2>
<p id="coloured" class="token" tabindex="0" role="group" aria-label="The token in colour"></p>
<p id="names" class="names"></p>
<label for="place">Change one character and see which step breaks: <span id="where"></span></label>
<input id="place" type="range" min="0" max="0" value="0">
<div class="row">
<button type="button" id="tamper">Change it</button>
<button type="button" id="back" disabled>Put it back</button>
</div>
</section>
</div>
"""

_MAKE = """<div id="tools">
<details class="box live" hidden>
<summary><h2>Make a token</h2></summary>
<div class="fields">
<label for="alg">Algorithm; its key is made here</label>
<select id="alg">{options}</select>
<label for="claims">Claims, as JSON</label>
<textarea id="claims" rows="6" spellcheck="false" autocapitalize="off"></textarea>
<div><button type="button" id="make">Make key and token</button></div>
<p id="make-said" class="soft" role="status"></p>
<div id="made" hidden>
<label for="private">The key that made it, for you to keep</label>
<textarea id="private" rows="3" readonly spellcheck="false"></textarea>
</div>
</div>
</details>
"""

_TOTP = """<details class="box live" hidden>
<summary><h2>One-time codes</h2></summary>
<div class="fields">
<label for="secret">Secret in Base32</label>
<input id="secret" spellcheck="false" autocapitalize="off" autocomplete="off">
<div><button type="button" id="new-secret">New secret</button></div>
<label for="issuer">Issuer</label>
<input id="issuer" value="Example">
<label for="name">Account</label>
<input id="name" value="alice@example.com">
<div class="row">
<label>Digits <select id="digits"><option>6<option>7<option>8</select></label>
<label>Hash <select id="digest"><option>sha1<option>sha256<option>sha512</select></label>
<label>Seconds <input id="interval" type="number" min="1" max="86400" value="30"></label>
</div>
<p id="totp-said" class="wrong" role="status"></p>
<div id="code-now" hidden>
<p><output id="code" aria-live="off"></output></p>
<label for="left">It lives <span id="seconds"></span> more</label>
<progress id="left" max="30" value="0"></progress>
<p class="soft"><code id="uri"></code></p>
<div id="qr" role="img" aria-label="QR code of the otpauth URI"></div>
</div>
</div>
</details>
</div>
"""

_FOUND = """<section id="explained" aria-label="Explanation">
<p id="said" class="{look}" role="status">{said}</p>
<p class="live" hidden><button type="button" id="unfold">Unfold or fold all steps</button></p>
<div id="found">
{below}</div>
</section>
"""

_END = """</main>
<footer>
<noscript><p class="soft">Without JavaScript: paste, and press Explain. Colours while typing, making tokens
and one-time codes need it.</p></noscript>
<p class="soft">On the command line: <code>python3 -m jamlite explain</code></p>
</footer>
"""


def document(text: str = "", below: str = "", said: str = "") -> str:
    """Return the page; the key and the password are never sent back.

    Args:
        text: what was pasted.
        below: HTML of the explanation.
        said: a sentence in its place, if there is none.
    """
    options = "".join(f"<option>{html.escape(name)}" for name in MADE)
    return (
        _HEAD
        + _FORM.format(text=html.escape(text))  # the only pasted text that comes back
        + _FOUND.format(look="wrong", said=html.escape(said), below=below)
        + _MAKE.format(options=options)
        + _TOTP
        + _END
        + f"<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
