// Run oidc-provider (certified OpenID provider, npm) on a free loopback port until standard input closes:
//   node tests/tools/oidc_provider.mjs NODE_MODULES '[{"client_id": ...}, ...]'
// Its first line of output is {"issuer": ...}.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import http from "node:http";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [folder, clients] = process.argv.slice(2);
const entry = path.resolve(folder, "oidc-provider", "lib", "index.js");
const { default: Provider } = await import(pathToFileURL(entry));

const jwk = (type, options, members) => ({
  ...generateKeyPairSync(type, options).privateKey.export({ format: "jwk" }),
  ...members,
});

const server = http.createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: JSON.parse(clients),
    cookies: { keys: [randomBytes(16).toString("hex")] },
    jwks: {
      keys: [
        jwk("rsa", { modulusLength: 2048 }, { kid: "rsa", use: "sig", alg: "RS256" }),
        jwk("ec", { namedCurve: "P-256" }, { kid: "ec", use: "sig", alg: "ES256" }),
        jwk("ed25519", {}, { kid: "ed", use: "sig", alg: "EdDSA" }),
      ],
    },
    claims: { openid: ["sub"], email: ["email"], acr: null, auth_time: null },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.com` }) }),
    rotateRefreshToken: true,
    scopes: ["openid", "offline_access", "email", "api:read"],
    enabledJWA: {
      idTokenSigningAlgValues: ["RS256", "ES256", "EdDSA", "HS256", "PS256"],
      userinfoSigningAlgValues: ["RS256", "ES256"],
      clientAuthSigningAlgValues: ["ES256", "HS256", "EdDSA", "RS256"],
      dPoPSigningAlgValues: ["ES256", "EdDSA"],
    },
    features: {
      backchannelLogout: { enabled: true },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
      introspection: { enabled: true, allowedPolicy: () => true },
      jwtUserinfo: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => ({
          scope: "api:read",
          audience: resource,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "ES256" } },
        }),
      },
    },
  });
  server.on("request", provider.callback());
  console.log(JSON.stringify({ issuer }));
});
process.stdin.on("end", () => process.exit(0)).resume();
