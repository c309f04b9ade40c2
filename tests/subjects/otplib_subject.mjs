// npm's `otplib` 13 as a subject: HOTP and TOTP.
import { load, octets, serve, version } from "./common.mjs";

const otplib = await load("otplib");
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(data) {
  let bits = "";
  for (const byte of data) bits += byte.toString(2).padStart(8, "0");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[parseInt(five.padEnd(5, "0"), 2)]).join("");
}

const common = (fields) => ({ secret: base32(octets(fields, "secret")), digits: fields.digits, algorithm: fields.digest });

function hotpCode(fields) {
  return { code: otplib.generateSync({ strategy: "hotp", ...common(fields), counter: fields.counter }) };
}

function totpCode(fields) {
  const options = { strategy: "totp", ...common(fields), period: fields.interval, epoch: fields.time };
  return { code: otplib.generateSync(options) };
}

await serve("otplib", version("otplib"), { HOTP: { code: hotpCode }, TOTP: { code: totpCode } });
