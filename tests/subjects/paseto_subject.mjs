// npm's `paseto` 4 as a subject: v1 and v3 whole, v2 and v4 public.
import { Unsupported, load, octets, only, serve, version } from "./common.mjs";

const { LocalProtocol, PublicProtocol } = await load("paseto");
const LOCAL = { v1: await load("paseto/v1/local"), v3: await load("paseto/v3/local") };
const PUBLIC = {};
for (const name of ["v1", "v2", "v3", "v4"]) PUBLIC[name] = await load(`paseto/${name}/public`);

const paserk = (name, kind, raw) => `k${name[1]}.${kind}.${raw.toString("base64url")}`;

function raw(fields, name) {
  if (name in fields) {
    const body = String(fields[name]).replace(/-----[^-]+-----|\s/g, "");
    if (!String(fields[name]).startsWith("-----BEGIN")) throw new Unsupported("this spelling of a key");
    return Buffer.from(body, "base64");
  }
  return octets(fields, name);
}

function options(fields, making) {
  const given = {};
  if ("footer_utf8" in fields) given.footer = octets(fields, "footer");
  if (octets(fields, "implicit")?.length) given.implicitAssertion = octets(fields, "implicit");
  if (making) return { ...given, addIssuedAt: false, nonExpiring: !("exp" in JSON.parse(fields.payload_utf8)) };
  return { ...given, now: new Date(0), clockTolerance: 4e9, allowNonExpiring: true };
}

const shown = ({ claims, footer }) => ({
  payload_utf8: JSON.stringify(claims),
  footer_hex: Buffer.from(footer ?? []).toString("hex"),
});

async function decrypt(fields) {
  only(fields, "version", "key_hex", "token", "footer_utf8", "implicit_utf8");
  const module = LOCAL[fields.version];
  if (!module) throw new Unsupported(`${fields.version}.local`);
  const protocol = new LocalProtocol(module.DecryptFactory, module.ImportKeyFactory);
  const key = await protocol.ImportKey(paserk(fields.version, "local", octets(fields, "key")));
  return shown(await protocol.Decrypt(key, fields.token, options(fields, false)));
}

async function encrypt(fields) {
  const module = LOCAL[fields.version];
  if (!module) throw new Unsupported(`${fields.version}.local`);
  const protocol = new LocalProtocol(module.EncryptFactory, module.ImportKeyFactory);
  const key = await protocol.ImportKey(paserk(fields.version, "local", octets(fields, "key")));
  return { token: await protocol.Encrypt(key, JSON.parse(fields.payload_utf8), options(fields, true)) };
}

async function verify(fields) {
  only(fields, "version", "public_key_hex", "public_key", "token", "footer_utf8", "implicit_utf8");
  const module = PUBLIC[fields.version];
  const protocol = new PublicProtocol(module.VerifyFactory, module.ImportPublicKeyFactory);
  const key = await protocol.ImportPublicKey(paserk(fields.version, "public", raw(fields, "public_key")));
  return shown(await protocol.Verify(key, fields.token, options(fields, false)));
}

async function sign(fields) {
  const module = PUBLIC[fields.version];
  const protocol = new PublicProtocol(module.SignFactory, module.ImportSecretKeyFactory);
  const key = await protocol.ImportSecretKey(paserk(fields.version, "secret", raw(fields, "secret_key")));
  return { token: await protocol.Sign(key, JSON.parse(fields.payload_utf8), options(fields, true)) };
}

await serve("paseto", version("paseto"), { PASETO: { decrypt, encrypt, verify, sign } });
