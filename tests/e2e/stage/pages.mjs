/** Pages of sites that ask for a signature: honest ones with various headers, and hostile ones. */
import { createServer } from "node:http";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as paths from "./paths.mjs";

/** Runs in the page. `options` may be replaced by a test before the button is pressed. */
const SCRIPT = `
import * as jitsuin from "/jitsuin.js";
const base64 = (bytes) => { let text = ""; for (const byte of bytes) text += String.fromCharCode(byte); return btoa(text); };
window.jitsuin = jitsuin;
window.options = () => ({
  nonce: "nonce-" + crypto.randomUUID(),
  expires: new Date(Date.now() + 600_000).toISOString(),
  content: { kind: "form", title: "住民票の写しの交付申請", fields: [
    { name: "name", label: "氏名", value: "見本 花子" },
    { name: "copies", label: "必要な通数", value: "1" },
  ] },
});
window.settings = {};
window.outcomes = [];
window.ask = () => jitsuin.sign(window.options(), window.settings).then(
  ({ content, signature, format, ...given }) => ({ ...given, content: base64(content.length > 1_000_000 ? content.slice(0, 64) : content), size: content.length, signature: base64(signature), format }),
  (error) => ({ code: error.code ?? "not-a-jitsuin-error", again: error.again, facts: error.facts, message: String(error) }),
).then((outcome) => { window.outcomes.push(outcome); document.title = outcome.code ?? "signed"; return outcome; });
const request = (more) => ({ nonce: "nonce-" + crypto.randomUUID(), expires: new Date(Date.now() + 600_000).toISOString(), ...more });
window.requests = {
  authenticate: () => request({}),
  readAttributes: () => request({ fields: ["name", "address", "birthDate", "sex"], purpose: "申請書に書き写すため" }),
  setUp: () => undefined,
};
window.perform = (action) => {
  const options = window.requests[action]();
  const answer = options ? jitsuin[action](options, window.settings) : jitsuin[action](window.settings);
  return answer.then((result) => ({ result, nonce: options?.nonce }), (error) => ({ code: error.code ?? "not-a-jitsuin-error", facts: error.facts, message: String(error) }))
    .then((outcome) => { window.outcomes.push(outcome); return outcome; });
};
for (const button of document.querySelectorAll("button[data-action]")) button.addEventListener("click", () => void window.perform(button.dataset.action));
document.querySelector("#sign").addEventListener("click", () => void window.ask());
for (const button of document.querySelectorAll("button")) button.disabled = false;
`;

const PAGE = `<!doctype html><html lang="ja"><meta charset="utf-8"><title>page</title>
<label>申請者 <input id="typed"></label> <button id="sign" disabled>署名する</button>
<button id="log-in" data-action="authenticate" disabled>ログイン</button>
<button id="read" data-action="readAttributes" disabled>カードから入力</button>
<button id="set-up" data-action="setUp" disabled>準備</button>
<script type="module" src="/page.js"></script>`;

/** Header sets by name. */
const HEADERS = {
  plain: {},
  "strict-csp": {
    "content-security-policy": "default-src 'none'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  },
  "coop-same-origin": { "cross-origin-opener-policy": "same-origin" },
  "coop-allow-popups": { "cross-origin-opener-policy": "same-origin-allow-popups" },
};

export class Pages {
  static async start() {
    const server = createServer((request, response) => {
      void answer(request, response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = /** @type {import("node:net").AddressInfo} */ (server.address());
    return new Pages(server, address.port);
  }

  /** @param {import("node:http").Server} server @param {number} port */
  constructor(server, port) {
    this.server = server;
    /** Two origins: the browser treats both hosts as this machine. */
    this.origin = `http://localhost:${port}`;
    this.otherOrigin = `http://127.0.0.1:${port}`;
  }

  end() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
async function answer(request, response) {
  const url = new URL(request.url ?? "/", "http://site");
  /** @param {string} type @param {string | Buffer} body @param {Record<string, string>} [headers] */
  const send = (type, body, headers = {}) => {
    response.writeHead(200, { "content-type": type, "cache-control": "no-store", ...headers });
    response.end(body);
  };
  if (url.pathname === "/jitsuin.js") return send("text/javascript", await readFile(join(paths.api, "jitsuin.js")));
  if (url.pathname === "/page.js") return send("text/javascript", SCRIPT);
  if (url.pathname === "/page") {
    const name = /** @type {keyof typeof HEADERS} */ (url.searchParams.get("headers") ?? "plain");
    return send("text/html", PAGE, HEADERS[name]);
  }
  if (url.pathname === "/frame") {
    const source = (url.searchParams.get("of") ?? "").replaceAll('"', "");
    return send("text/html", `<!doctype html><meta charset="utf-8"><title>frame</title><iframe id="frame" name="frame" width="800" height="600" src="${source}" allow="*"></iframe>`);
  }
  response.writeHead(404);
  response.end();
}
