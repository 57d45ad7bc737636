// A company's OpenID Connect provider on loopback: node provider.mjs PORT CALLBACK
// What it says comes on stdin, one JSON object a line: {"people": {"login": {claims}}}, or {"lies": {…}} until the next lies:
//   token, info: claims that ID token and user info say instead; null leaves one out
//   alg: "none" leaves the signature out · key: "another" signs with a key that nobody knows · replay: the last ID token again
//   metadata: what its description says instead · answer: what it answers at the token's address instead
import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Provider } from "oidc-provider";

const [port, callback] = process.argv.slice(2);
const people = {};
let lies = {};
let last;
const [key, another] = [1, 2].map(() => generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey);
console.info = console.warn = console.error; // stdout is for what the tests wait for

createInterface({ input: process.stdin }).on("line", (line) => {
  const said = JSON.parse(line);
  Object.assign(people, said.people);
  lies = said.lies ?? lies;
  console.log("known");
});

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "dashboard",
      client_secret: "a-secret-for-tests",
      redirect_uris: [callback],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  pkce: { required: () => true },
  claims: { openid: ["sub", "groups", "realm_access"], email: ["email", "email_verified"], profile: ["given_name", "family_name"] },
  conformIdTokenClaims: false,
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  loadExistingGrant: async (context) => {
    const grant = new context.oidc.provider.Grant({
      clientId: context.oidc.client.clientId,
      accountId: context.oidc.session.accountId,
    });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
  findAccount: async (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people[id] }) }),
  cookies: { keys: ["for tests alone"] },
  jwks: { keys: [{ ...key.export({ format: "jwk" }), kid: "1", alg: "RS256", use: "sig" }] },
});

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const read = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
const instead = (said, lie) => JSON.parse(JSON.stringify({ ...said, ...lie }), (_name, value) => value ?? undefined);

function told(token) {
  if (lies.replay && last) return last;
  const alg = lies.alg ?? "RS256";
  const text = `${encoded({ alg, kid: "1", typ: "JWT" })}.${encoded(instead(read(token), lies.token))}`;
  const signer = lies.key === "another" ? another : key;
  last = `${text}.${alg === "none" ? "" : sign("sha256", Buffer.from(text), signer).toString("base64url")}`;
  return last;
}

provider.use(async (context, next) => {
  await next();
  if (context.path === "/token" && context.body?.id_token) {
    context.body = lies.answer ?? { ...context.body, id_token: told(context.body.id_token) };
  }
  if (context.path === "/me") context.body = Array.isArray(lies.info) ? lies.info : instead(context.body, lies.info);
  if (context.path.startsWith("/.well-known/")) context.body = instead(context.body, lies.metadata);
});

async function interaction(request, response) {
  if (request.method === "GET") {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!DOCTYPE html><html lang="en"><title>Company</title><h1>Company sign-in</h1>
      <form method="post"><label>Company login <input name="login"></label><button name="do" value="go">Go on</button>
      <button name="do" value="cancel">Cancel</button></form></html>`);
    return;
  }
  let body = "";
  for await (const chunk of request) body += chunk;
  const typed = new URLSearchParams(body);
  const result =
    typed.get("do") === "cancel"
      ? { error: "access_denied", error_description: "cancelled" }
      : { login: { accountId: typed.get("login"), remember: false } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

createServer((request, response) => {
  const handle = request.url.startsWith("/interaction/") ? interaction : provider.callback();
  Promise.resolve(handle(request, response)).catch((error) => {
    console.error(error);
    response.statusCode = 500;
    response.end();
  });
}).listen(Number(port), "127.0.0.1", () => console.log("listening"));
