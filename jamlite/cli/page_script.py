"""The script of `jamlite page`: it asks this machine alone, and keeps nothing.

It stands here as text, so that a copy or a frozen program has it. What a token says reaches the page as text
(`textContent`), or as the HTML that `explain` made, in which it is escaped; the policy of the page runs no
other script than this one.
"""

from __future__ import annotations

SCRIPT = r"""
"use strict";
const $ = (id) => document.getElementById(id);
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const NAMES = {
  3: ["header", "payload", "signature"],
  5: ["header", "encrypted key", "iv", "ciphertext", "tag"],
  paseto: ["version", "purpose", "body", "footer"],
};
const MOST_IN_COLOUR = 20000;

async function ask(what, fields) {
  const answer = await fetch(location.pathname + what, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields),
    cache: "no-store", credentials: "omit", redirect: "error",
  });
  return answer.json();
}

function say(text, wrong) {
  const said = $("said");
  said.textContent = text;
  said.className = wrong ? "wrong" : "right";
}

// --- explain while typing: one question at a time, the newest text last ---------------------------

let asking = false, changed = false;

async function explain() {
  changed = true;
  if (asking) return;
  asking = true;
  try {
    while (changed) {
      changed = false;
      await explainOnce();
    }
  } catch {
    say("The page does not reach its server any more; start it again.", true);
  } finally {
    asking = false;
  }
}

async function explainOnce() {
  const fields = {
    token: $("token").value, key: $("key").value, password: $("password").value,
    payload: $("payload").value, access_token: $("access_token").value, verify_key: $("verify_key").value,
    full: $("full").checked, secrets: $("secrets").checked,
  };
  if (!fields.token.trim()) {
    say("", false);
    $("found").replaceChildren();
    return;
  }
  const open = openTitles();
  const answer = await ask("explain", fields);
  say(answer.error || answer.result, answer.refused || Boolean(answer.error));
  if (answer.error) {
    $("found").replaceChildren();
    return;
  }
  $("found").innerHTML = answer.html; // made and escaped by explain
  for (const one of $("found").querySelectorAll("details")) {
    if (open.has(titleOf(one))) one.open = true;
  }
}

const titleOf = (one) => one.querySelector("h3").firstChild.textContent;
const openTitles = () => new Set(Array.from($("found").querySelectorAll("details[open]"), titleOf));

// --- the token in colour, and one character of it changed -----------------------------------------

let starts = new Map(); // text node -> where it begins in the token
let original = null; // the token before it was tampered with

const tokenText = () => $("token").value.trim();

function named(text) {
  const parts = text.split(".");
  if (!/^[\w.-]+$/.test(text)) return [[text], []];
  return [parts, (/^v[1-4]\.(local|public)\./.test(text) ? NAMES.paseto : NAMES[parts.length]) || []];
}

function colour() {
  const text = tokenText(), panel = $("coloured"), [parts, names] = named(text);
  $("apart").hidden = !text || text.length > MOST_IN_COLOUR;
  if ($("apart").hidden) return;
  const place = $("place"), last = text.length - 1;
  place.max = last;
  if (Number(place.value) > last) place.value = last;
  const at = Number(place.value);
  starts = new Map();
  let start = 0;
  const spans = parts.map((part, n) => {
    const span = document.createElement("span");
    if (names.length) span.className = "p" + n;
    if (at >= start && at < start + part.length) {
      const mark = document.createElement("mark");
      mark.textContent = part[at - start];
      append(span, part.slice(0, at - start), start);
      span.append(mark);
      starts.set(mark.firstChild, at);
      append(span, part.slice(at - start + 1), at + 1);
    } else {
      append(span, part, start);
    }
    start += part.length + 1;
    return span;
  });
  panel.replaceChildren(...spans.flatMap((span, n) => (n ? [".", span] : [span])));
  $("names").replaceChildren(...names.slice(0, parts.length).map((name, n) => {
    const span = document.createElement("span");
    span.className = "p" + n;
    span.textContent = name;
    return span;
  }));
  describe(text, at, parts, names);
}

function append(span, text, start) {
  if (!text) return;
  const node = document.createTextNode(text);
  starts.set(node, start);
  span.append(node);
}

function describe(text, at, parts, names) {
  let end = 0;
  const n = parts.findIndex((part) => { end += part.length + 1; return at < end; });
  const where = names[n] ? " of the " + names[n] : "";
  const words = `character ${at + 1} of ${text.length}, "${text[at]}"${where}`;
  $("where").textContent = words;
  $("place").setAttribute("aria-valuetext", words);
  $("tamper").disabled = !other(text[at]);
  $("back").disabled = original === null;
}

function other(character) { // half an alphabet away: what changes is never a bit that base64url ignores
  const at = ALPHABET.indexOf(character);
  return at < 0 ? "" : ALPHABET[(at + 32) % 64];
}

function put(text) {
  $("token").value = text;
  colour();
  explain();
}

function tamper() {
  const text = tokenText(), at = Number($("place").value);
  if (original === null) original = text;
  put(text.slice(0, at) + other(text[at]) + text.slice(at + 1));
}

function putBack() {
  const text = original;
  original = null;
  put(text);
  $("tamper").focus();
}

function pick(event) {
  let node, offset;
  if (document.caretPositionFromPoint) {
    const caret = document.caretPositionFromPoint(event.clientX, event.clientY);
    if (caret) [node, offset] = [caret.offsetNode, caret.offset];
  } else if (document.caretRangeFromPoint) {
    const range = document.caretRangeFromPoint(event.clientX, event.clientY);
    if (range) [node, offset] = [range.startContainer, range.startOffset];
  }
  if (!starts.has(node)) return;
  $("place").value = starts.get(node) + Math.min(offset, node.length - 1);
  colour();
}

// --- make a token ---------------------------------------------------------------------------------

let suggested = null;

function suggest() {
  if (suggested !== null && $("claims").value !== suggested) return; // the user's own
  const now = Math.floor(Date.now() / 1000), paseto = $("alg").value.startsWith("v");
  const time = (seconds) => (paseto ? new Date(1000 * seconds).toISOString().slice(0, 19) + "Z" : seconds);
  suggested = JSON.stringify({ sub: "alice", iat: time(now), exp: time(now + 3600) }, null, 2);
  $("claims").value = suggested;
}

async function make() {
  $("make-said").textContent = "Making a key ...";
  const answer = await ask("make", { alg: $("alg").value, claims: $("claims").value });
  $("make-said").textContent = answer.error || answer.note;
  $("make-said").className = answer.error ? "wrong" : "soft";
  $("made").hidden = Boolean(answer.error);
  if (answer.error) return;
  for (const id of ["password", "payload", "access_token", "verify_key"]) $(id).value = "";
  $("private").value = answer.private;
  $("key").value = answer.key;
  original = null;
  put(answer.token);
}

// --- one-time codes -------------------------------------------------------------------------------

let ends = 0, running = 0;

async function totp(fresh) {
  if (fresh) $("secret").value = "";
  const mine = ++running;
  const answer = await ask("totp", {
    secret: $("secret").value, name: $("name").value, issuer: $("issuer").value,
    digits: $("digits").value, digest: $("digest").value, interval: $("interval").value,
  });
  if (mine !== running) return; // a newer question is on its way
  $("totp-said").textContent = answer.error || "";
  $("code-now").hidden = Boolean(answer.error);
  if (answer.error) {
    ends = 0;
    return;
  }
  $("secret").value = answer.secret;
  $("code").textContent = answer.code;
  $("uri").textContent = answer.uri;
  if ($("qr").dataset.of !== answer.uri) {
    $("qr").innerHTML = answer.svg; // drawn by jamlite's otp package: modules, no text
    $("qr").dataset.of = answer.uri;
  }
  $("left").max = answer.interval;
  ends = performance.now() + 1000 * answer.left;
  tick();
}

function tick() {
  if (!ends) return;
  const left = Math.max(0, (ends - performance.now()) / 1000);
  $("left").value = left;
  $("seconds").textContent = `${Math.ceil(left)} s`;
  if (left === 0) {
    ends = 0;
    totp(false);
  }
}

// --- begin ----------------------------------------------------------------------------------------

for (const one of document.querySelectorAll(".live")) one.hidden = false;
document.body.classList.add("scripted");
$("explain-button").hidden = true;
for (const id of ["token", "key", "password", "payload", "access_token", "verify_key"]) {
  $(id).addEventListener("input", explain);
}
for (const id of ["full", "secrets"]) $(id).addEventListener("change", explain);
$("token").addEventListener("input", () => { original = null; colour(); });
$("form").addEventListener("submit", (event) => { event.preventDefault(); explain(); });
$("place").addEventListener("input", colour);
$("coloured").addEventListener("click", pick);
$("tamper").addEventListener("click", tamper);
$("back").addEventListener("click", putBack);
$("unfold").addEventListener("click", () => {
  const all = Array.from($("found").querySelectorAll("details"));
  const open = all.some((one) => !one.open);
  for (const one of all) one.open = open;
});
$("alg").addEventListener("change", suggest);
$("make").addEventListener("click", () => make().catch(() => { $("make-said").textContent = "No answer."; }));
const again = () => totp(false).catch(() => { $("totp-said").textContent = "No answer."; });
for (const id of ["secret", "name", "issuer", "digits", "digest", "interval"]) {
  $(id).addEventListener("change", again);
}
$("new-secret").addEventListener("click", () => totp(true).catch(() => {}));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.body.classList.add("quiet");
});
for (const kind of ["pointermove", "focusin"]) {
  document.addEventListener(kind, () => document.body.classList.remove("quiet"));
}
setInterval(tick, 200);
suggest();
colour();
if (tokenText()) explain();
"""
