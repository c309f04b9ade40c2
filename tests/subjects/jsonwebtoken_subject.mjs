// npm's `jsonwebtoken` as a subject: JWT.
import { createPrivateKey, createPublicKey, createSecretKey } from "node:crypto";
import { Unsupported, fitting, jwkOf, loadCommon, needs, only, serve, version } from "./common.mjs";

const jwt = loadCommon("jsonwebtoken");
const OFFERED = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "HS256", "HS384", "HS512", "ES256", "ES384", "ES512"];

function readKey(jwk, secret = false) {
  if (jwk.kty === "oct") return createSecretKey(Buffer.from(jwk.k, "base64url"));
  return secret ? createPrivateKey({ key: jwk, format: "jwk" }) : createPublicKey({ key: jwk, format: "jwk" });
}

function decode(fields) {
  only(fields, "token", "key", "algorithms", "audience", "issuer", "subject", "leeway", "max_age", "now");
  const jwk = jwkOf(fields);
  needs(jwk, OFFERED);
  const options = { algorithms: fields.algorithms ?? fitting(jwk) };
  if ((fields.audience ?? "*") !== "*") options.audience = fields.audience;
  for (const name of ["issuer", "subject"]) if (name in fields && fields[name] !== null) options[name] = fields[name];
  if ("leeway" in fields) options.clockTolerance = fields.leeway;
  if ("max_age" in fields) options.maxAge = fields.max_age;
  if ("now" in fields) options.clockTimestamp = fields.now;
  const claims = jwt.verify(fields.token, readKey(jwk), options);
  if ((fields.audience ?? null) === null && "aud" in claims) throw new Error("an audience that nobody asked for");
  return { claims };
}

function encode(fields) {
  const { alg, ...header } = fields.header;
  if (!OFFERED.includes(alg)) throw new Unsupported(`no ${alg}`);
  return { token: jwt.sign(fields.claims, readKey(jwkOf(fields), true), { algorithm: alg, header, noTimestamp: true }) };
}

await serve("jsonwebtoken", version("jsonwebtoken"), { JWT: { decode, encode } }, true);
