// A company's OpenID Connect provider on loopback: node provider.mjs PORT CALLBACK
// What it says of people comes on stdin, one JSON object a line: {"login": {claims}}.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { Provider } from "oidc-provider";

const [port, callback] = process.argv.slice(2);
const people = {};
console.info = console.warn = console.error; // stdout is for what the tests wait for

createInterface({ input: process.stdin }).on("line", (line) => {
  Object.assign(people, JSON.parse(line));
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
