// Runs one batch of JWE operations with the npm package jose: a JSON list on standard input, each
// {op, token | plaintext, key, header, aad}, and a JSON list of results on standard output.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.argv[2] + "/");
const jose = await import(pathToFileURL(require.resolve("jose")));
const encoder = new TextEncoder();
const decoder = new TextDecoder();

async function keyOf({ key, alg }) {
  if (key.password !== undefined) return encoder.encode(key.password);
  if (key.kty === "oct") return jose.base64url.decode(key.k);
  return jose.importJWK(key, alg);
}

const OPERATIONS = {
  async encrypt({ plaintext, key, header, form, aad }) {
    const given = await keyOf({ key, alg: header.alg });
    const { p2c, apu, apv, ...members } = header;
    const parameters = { p2c };
    if (apu) parameters.apu = jose.base64url.decode(apu);
    if (apv) parameters.apv = jose.base64url.decode(apv);
    const data = encoder.encode(plaintext);
    if (form === "general") {
      const made = new jose.GeneralEncrypt(data).setProtectedHeader({ enc: members.enc });
      made.setAdditionalAuthenticatedData(encoder.encode(aad));
      const { enc, ...own } = members;
      const recipient = made.addRecipient(given).setUnprotectedHeader(own);
      if (p2c || apu) recipient.setKeyManagementParameters(parameters);
      return made.encrypt();
    }
    const kind = form === "flattened" ? jose.FlattenedEncrypt : jose.CompactEncrypt;
    const made = new kind(data).setProtectedHeader(members);
    if (p2c || apu) made.setKeyManagementParameters(parameters);
    if (form === "flattened") made.setAdditionalAuthenticatedData(encoder.encode(aad));
    return made.encrypt(given);
  },
  async decrypt({ token, key, header, form }) {
    const given = await keyOf({ key, alg: header.alg });
    const decrypt = { compact: jose.compactDecrypt, flattened: jose.flattenedDecrypt, general: jose.generalDecrypt };
    const options = { keyManagementAlgorithms: [header.alg], contentEncryptionAlgorithms: [header.enc] };
    return decoder.decode((await decrypt[form](token, given, options)).plaintext);
  },
};

let input = "";
for await (const chunk of process.stdin) input += chunk;
const results = [];
for (const task of JSON.parse(input)) {
  try {
    results.push({ value: await OPERATIONS[task.op](task) });
  } catch (error) {
    results.push({ error: `${error.name}: ${error.message}` });
  }
}
console.log(JSON.stringify(results));
