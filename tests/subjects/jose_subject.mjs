// npm's `jose` as a subject: JWS, JWT, JWE, thumbprints.
import { Unsupported, fitting, jwkOf, load, needs, octets, only, serve, version } from "./common.mjs";

const jose = await load("jose");
const SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "HS256", "HS384", "HS512", "ES256", "ES384", "ES512", "EdDSA"];
const LACKING = ["RSA1_5"];
const hex = (data) => Buffer.from(data).toString("hex");

async function readKey(fields, alg) {
  if (fields.key?.password) return new TextEncoder().encode(fields.key.password);
  if (fields.key?.keys) throw new Unsupported("a set of keys");
  return jose.importJWK(jwkOf(fields), alg);
}

function headerOf(token) {
  try {
    return jose.decodeProtectedHeader(token);
  } catch {
    return {}; // the library is to say so when it verifies
  }
}

function algOf(token, algorithms) {
  const headers = token?.signatures?.map?.((one) => headerOf({ ...token, ...one })) ?? [headerOf(token)];
  return headers.map((header) => header.alg).find((alg) => algorithms.includes(alg)) ?? algorithms[0];
}

const found = ({ payload, protectedHeader, unprotectedHeader }) => ({
  payload_hex: hex(payload),
  ...(unprotectedHeader && { protected: protectedHeader ?? {} }),
});

async function verify(fields) {
  only(fields, "token", "key", "algorithms", "payload_hex", "payload_utf8", "payload_b64u");
  const jwk = jwkOf(fields);
  needs(jwk, SIGNATURES);
  const algorithms = fields.algorithms ?? fitting(jwk);
  const payload = octets(fields, "payload");
  const header = headerOf(fields.token);
  const key = await jose.importJWK(jwk, algOf(fields.token, algorithms));
  let token = fields.token;
  if (typeof token === "string" && !token.trimStart().startsWith("{")) {
    if (payload !== undefined) {
      const [head, body, signature] = token.split(".");
      if (body !== "") throw new Error("not detached");
      const unencoded = header.b64 === false;
      token = { protected: head, payload: unencoded ? payload : payload.toString("base64url"), signature };
      return found(await jose.flattenedVerify(token, key, { algorithms }));
    }
    return found(await jose.compactVerify(token, key, { algorithms }));
  }
  if (typeof token === "string" || payload !== undefined) throw new Unsupported("a JSON serialization as text");
  const run = token && "signatures" in token ? jose.generalVerify : jose.flattenedVerify;
  return found(await run(token, key, { algorithms }));
}

async function sign(fields) {
  const { alg } = fields.header;
  if (fields.key.crv === "Ed448") throw new Unsupported("no Ed448");
  if (fields.detached || alg === "ES256K") throw new Unsupported(fields.detached ? "detached payloads" : `no ${alg}`);
  const key = await readKey(fields, alg);
  const made = new jose.CompactSign(octets(fields, "payload")).setProtectedHeader(fields.header);
  return { token: await made.sign(key) };
}

async function decode(fields) {
  only(fields, "token", "key", "algorithms", "audience", "issuer", "subject", "leeway", "required", "typ", "max_age", "now");
  const jwk = jwkOf(fields);
  needs(jwk, SIGNATURES);
  const options = { algorithms: fields.algorithms ?? fitting(jwk) };
  if (fields.audience !== undefined && fields.audience !== null && fields.audience !== "*") options.audience = fields.audience;
  for (const name of ["issuer", "subject", "typ"]) if (name in fields && fields[name] !== null) options[name] = fields[name];
  if ("leeway" in fields) options.clockTolerance = fields.leeway;
  if ("max_age" in fields) options.maxTokenAge = fields.max_age;
  if ("required" in fields) options.requiredClaims = fields.required;
  if ("now" in fields) options.currentDate = new Date(fields.now * 1000);
  const { payload } = await jose.jwtVerify(fields.token, await jose.importJWK(jwk, options.algorithms[0]), options);
  if ((fields.audience ?? null) === null && "aud" in payload) throw new Error("an audience that nobody asked for");
  return { claims: payload };
}

async function encode(fields) {
  const { alg } = fields.header;
  if (alg === "ES256K" || fields.key.crv === "Ed448") throw new Unsupported("this curve");
  const made = new jose.SignJWT(fields.claims).setProtectedHeader(fields.header);
  return { token: await made.sign(await readKey(fields, alg)) };
}

async function decrypt(fields) {
  only(fields, "token", "key", "algorithms", "encryptions");
  const header = headerOf(fields.token);
  if (LACKING.includes(header.alg)) throw new Unsupported(`no ${header.alg}`);
  const several = fields.token?.recipients?.length > 1;
  if (several || (typeof fields.token === "string" && fields.token.trimStart().startsWith("{"))) {
    throw new Unsupported("several recipients, and a JSON serialization as text");
  }
  const options = {};
  if (fields.algorithms) options.keyManagementAlgorithms = fields.algorithms;
  else if (fields.key?.password || fields.key?.alg?.startsWith?.("PBES2")) options.keyManagementAlgorithms = [header.alg]; // PBES2 is to be asked for
  if (fields.encryptions) options.contentEncryptionAlgorithms = fields.encryptions;
  const key = await readKey(fields, header.alg);
  if (typeof fields.token === "string") {
    return { plaintext_hex: hex((await jose.compactDecrypt(fields.token, key, options)).plaintext) };
  }
  const run = fields.token && "recipients" in fields.token ? jose.generalDecrypt : jose.flattenedDecrypt;
  return { plaintext_hex: hex((await run(fields.token, key, options)).plaintext) };
}

async function encrypt(fields) {
  const { alg } = fields.header;
  if (LACKING.includes(alg) || "zip" in fields.header) throw new Unsupported(`no ${alg}, no zip`);
  const drawn = ["epk", "iv", "tag", "p2s", "p2c", "apu", "apv"];
  const header = Object.fromEntries(Object.entries(fields.header).filter(([name]) => !drawn.includes(name)));
  if ("p2c" in fields.header || "apu" in fields.header) throw new Unsupported("parameters of the key management");
  const made = new jose.CompactEncrypt(octets(fields, "plaintext")).setProtectedHeader(header);
  const key = { ...fields.key };
  if (key.kty !== "oct") for (const name of ["d", "p", "q", "dp", "dq", "qi", "key_ops"]) delete key[name];
  return { token: await made.encrypt(await readKey({ key }, alg)) };
}

async function thumbprint(fields) {
  if (!["sha256", "sha384", "sha512", undefined].includes(fields.hash)) throw new Error("an unknown hash");
  const hash = fields.hash ?? "sha256";
  return { thumbprint: await jose.calculateJwkThumbprint(fields.jwk, hash), uri: await jose.calculateJwkThumbprintUri(fields.jwk, hash) };
}

await serve("jose", version("jose"), { JWS: { verify, sign }, JWT: { decode, encode }, JWE: { decrypt, encrypt }, JWK: { thumbprint } }, true);
