// Runs one batch of JWS and JWT operations with the npm package jose: a JSON list on standard input,
// each {op, form, alg, key, ...}, and a JSON list of results on standard output.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.argv[2] + "/");
const jose = await import(pathToFileURL(require.resolve("jose")));
const encoder = new TextEncoder();
const decoder = new TextDecoder();

async function keyOf({ key, alg }) {
  return key.kty === "oct" ? jose.base64url.decode(key.k) : jose.importJWK(key, alg);
}

const OPERATIONS = {
  async sign(task) {
    const key = await keyOf(task);
    const { form, header, payload } = task;
    const data = encoder.encode(payload);
    if (form === "compact") return new jose.CompactSign(data).setProtectedHeader(header).sign(key);
    if (form === "flattened") {
      const made = new jose.FlattenedSign(data).setProtectedHeader(header);
      return made.setUnprotectedHeader({ kid: "a" }).sign(key);
    }
    const made = new jose.GeneralSign(data);
    made.addSignature(key).setProtectedHeader(header).setUnprotectedHeader({ kid: "a" });
    return made.sign();
  },
  async verify(task) {
    const key = await keyOf(task);
    const verify = {
      compact: jose.compactVerify,
      flattened: jose.flattenedVerify,
      general: jose.generalVerify,
    }[task.form];
    const { payload } = await verify(task.token, key, { algorithms: [task.alg] });
    return typeof payload === "string" ? payload : decoder.decode(payload);
  },
  async issue(task) {
    return new jose.SignJWT(task.claims).setProtectedHeader({ alg: task.alg }).sign(await keyOf(task));
  },
  async decode(task) {
    const { issuer, audience } = task;
    return (await jose.jwtVerify(task.token, await keyOf(task), { issuer, audience })).payload;
  },
  async thumbprint({ key, hash }) {
    return jose.calculateJwkThumbprint(key, hash);
  },
  async thumbprint_uri({ key }) {
    return jose.calculateJwkThumbprintUri(key);
  },
};

let text = "";
for await (const chunk of process.stdin) text += chunk;
const results = [];
for (const task of JSON.parse(text)) {
  try {
    results.push({ value: await OPERATIONS[task.op](task) });
  } catch (error) {
    results.push({ error: `${error.code ?? error.name}: ${error.message}` });
  }
}
process.stdout.write(JSON.stringify(results));
