// The loop of `jamlite-subject-1` for subjects in Node, and what tokens of JOSE have in common.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const folder = path.resolve(process.env.JAMLITE_NODE_MODULES ?? "node_modules");
const require = createRequire(path.join(folder, "any.js"));

export class Unsupported extends Error {}
export const load = (name) => import(pathToFileURL(require.resolve(name)).href);
export const loadCommon = (name) => require(name);
export function version(name) {
  return require(path.join(folder, name, "package.json")).version;
}

export function octets(fields, name) {
  if (`${name}_hex` in fields) return Buffer.from(fields[`${name}_hex`], "hex");
  if (`${name}_utf8` in fields) return Buffer.from(fields[`${name}_utf8`], "utf8");
  if (`${name}_b64u` in fields) return Buffer.from(fields[`${name}_b64u`], "base64url");
  return undefined;
}

const RSA = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
const CURVES = { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512", secp256k1: "ES256K", Ed25519: "EdDSA", Ed448: "EdDSA" };

export function fitting(jwk) {
  if (typeof jwk.alg === "string") return [jwk.alg];
  if (jwk.kty === "RSA") return RSA;
  if (jwk.kty === "oct") return ["HS256", "HS384", "HS512"];
  return CURVES[jwk.crv] ? [CURVES[jwk.crv]] : [];
}

export function jwkOf(fields) {
  const key = fields.key;
  if (key && typeof key === "object" && !Array.isArray(key) && "kty" in key) return key;
  throw new Unsupported("a key that is not one JWK");
}

export function needs(jwk, offered) {
  const fits = fitting(jwk);
  if (fits.length && !fits.some((alg) => offered.includes(alg))) throw new Unsupported(`no ${fits[0]}`);
}

export function only(fields, ...names) {
  const more = Object.keys(fields).filter((name) => !names.includes(name));
  if (more.length) throw new Unsupported(`the option ${more[0]}`);
}

export function serve(name, release, families, clock = false) {
  const supports = Object.fromEntries(Object.entries(families).map(([key, table]) => [key, Object.keys(table)]));
  const say = (record) => process.stdout.write(`${JSON.stringify(record)}\n`);
  return (async () => {
    for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
      const request = JSON.parse(line);
      if ("bye" in request) break;
      if ("hello" in request) {
        say({ name, version: release, language: `Node ${process.version}`, supports, limits: { clock } });
        continue;
      }
      try {
        say({ id: request.id, ok: true, out: await families[request.family][request.op](request.in) });
      } catch (error) {
        if (error instanceof Unsupported) say({ id: request.id, unsupported: error.message });
        else say({ id: request.id, ok: false, error: String(error?.code ?? error).slice(0, 200) });
      }
    }
    process.exit(0);
  })();
}
