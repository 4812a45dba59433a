/** `cargo xtask demo`: everything started, and either left to a person or walked through by itself. */
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Browser } from "./stage/browser.mjs";
import { CAS, Card, issuedCard } from "./stage/card.mjs";
import { agree } from "./stage/demo.mjs";
import { fillIn } from "./stage/juminhyo.mjs";
import { cmsVerify } from "./stage/openssl.mjs";
import * as paths from "./stage/paths.mjs";
import { Reader } from "./stage/reader.mjs";
import { Responder } from "./stage/responder.mjs";
import { PASSWORD, SigningWindow } from "./stage/signing-window.mjs";
import { Site } from "./stage/site.mjs";

const HOLDER = "hanako";

const { values: options } = parseArgs({
  options: {
    card: { type: "string", default: "vpcd" },
    lang: { type: "string", default: "ja" },
    headless: { type: "boolean", default: false },
    "new-card": { type: "boolean", default: false },
    anchors: { type: "string" },
    out: { type: "string" },
  },
});
const language = options.lang === "en" ? "en" : "ja";

/** @type {{ end(): Promise<void> | void }[]} */
const started = [];
/** @template {{ end(): Promise<void> | void }} P @param {P} part @returns {P} */
const keep = (part) => {
  started.push(part);
  return part;
};
const endAll = async () => {
  for (const part of started.splice(0).reverse()) await part.end();
};
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
  process.on(signal, () => void endAll().then(() => process.exit(0)));
}

try {
  if (!options.headless && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new Error("There is no display for a browser window here. Either:\n  cargo xtask demo --headless --out target/demo\n  xvfb-run cargo xtask demo");
  }
  const folder = await issuedCard(HOLDER, { anew: options["new-card"] });
  const { environment, host, exchanges } = await cardReader(folder);
  const anchors = options.anchors ?? join(folder, "anchors.pem");
  // Only for the CAs of the test cards; others have responders of their own.
  const more = options.anchors ? [] : await responders();
  const site = keep(await Site.start({ anchors, more, ...(options.headless ? {} : { port: 8787 }) }));
  const browser = keep(await Browser.start({ environment, host, language, headless: options.headless }));
  if (options.headless) await walkThrough(site, browser, folder, exchanges);
  else await leaveToPerson(site, browser);
} catch (error) {
  process.exitCode = 1;
  console.error(error instanceof Error ? error.message : error);
} finally {
  await endAll();
}

/**
 * The card that was asked for, and how the bridge reaches it.
 * @param {string} folder of the virtual card
 * @returns {Promise<{ environment: NodeJS.ProcessEnv, host: string, exchanges: string | undefined }>}
 */
async function cardReader(folder) {
  const exchanges = join(folder, "exchanges.jsonl");
  if (options.card === "reader") return { environment: {}, host: paths.bridge, exchanges: undefined };
  if (options.card === "embedded") {
    await rm(exchanges, { force: true });
    const environment = { JITSUIN_EMBEDDED_CARD: folder, JITSUIN_EMBEDDED_EXCHANGES: exchanges };
    return { environment, host: paths.embeddedHost, exchanges };
  }
  const reader = keep(await Reader.start());
  keep(await Card.insert(reader, HOLDER, { folder }));
  return { environment: reader.environment, host: paths.bridge, exchanges };
}

/** Both CAs' own answers on what they revoked, and the arguments by which the site asks them. */
async function responders() {
  const { ocsp } = keep(await Responder.start(CAS));
  return ["--ocsp-sign", ocsp.sign, "--ocsp-auth", ocsp.auth];
}

/** @param {Site} site @param {Browser} browser */
async function leaveToPerson(site, browser) {
  const [page] = browser.context.pages();
  const tab = page ?? (await browser.context.newPage());
  await tab.goto(`${site.origin}/forms/juminhyo?lang=${language}`);
  console.log(`
The form is at ${site.origin}/forms/juminhyo
${options.card === "reader" ? `Use your own card. A signature with it is real: name, address, birth date and sex are in it, and stay on this machine.${options.anchors ? "" : "\nThe site trusts only the CAs of the test cards, so it will refuse a real card's signature; --anchors FILE names others."}` : `The card is that of 霞 花子 (invented). Its signing password: ${PASSWORD}`}
${options.card === "reader" ? "" : `To see the application of somebody who has moved, revoke the signing certificate, and sign once more (--new-card issues another one):
  ${paths.testPki} --ca ${CAS} revoke --holder ${HOLDER} --which sign --reason affiliationChanged
`}Close the browser, or press Ctrl-C here, to end.`);
  await new Promise((resolve) => browser.context.on("close", resolve));
}

/**
 * The same by itself, with a picture of each screen.
 * @param {Site} site
 * @param {Browser} browser
 * @param {string} folder
 * @param {string | undefined} exchangesFile
 */
async function walkThrough(site, browser, folder, exchangesFile) {
  const out = String(options.out);
  await mkdir(out, { recursive: true });
  let number = 0;
  /** @param {import("playwright-core").Page} page @param {string} name */
  const picture = async (page, name) => {
    number += 1;
    // A press too early is no consent: some buttons wake up a moment after their screen.
    await page.locator("button.primary:disabled").waitFor({ state: "detached" });
    const fullPage = page.url().startsWith("http");
    await page.screenshot({ path: join(out, `${String(number).padStart(2, "0")}-${name}.png`), fullPage });
  };

  const page = await browser.context.newPage();
  await page.goto(`${site.origin}/forms/juminhyo?lang=${language}`);
  await picture(page, "consent");
  await agree(page);
  await fillIn(page);
  await picture(page, "form");
  const window = await SigningWindow.openFrom(page, browser.context);
  await window.page.setViewportSize({ width: 760, height: 1200 });
  await window.walkTo("password", (screen) => (screen === "password" ? Promise.resolve() : picture(window.page, screen)));
  await window.page.locator("#pin").waitFor();
  await picture(window.page, "password");
  await window.page.fill("#pin", PASSWORD);
  await window.press("submit");
  await window.screen("done");
  await picture(window.page, "done");
  await window.press("end");
  await page.locator("#status[data-status]").waitFor();
  await picture(page, "result");

  /** @param {string} link @param {string} name */
  const download = async (link, name) => {
    const address = new URL(String(await page.getAttribute(link, "href")), site.origin);
    const response = await page.request.get(address.href);
    if (!response.ok()) throw new Error(`${address.pathname}: ${response.status()}`);
    const body = await response.body();
    await writeFile(join(out, name), body);
    return body;
  };
  const content = await download("#download-content", "application.json");
  const signature = await download("#download-signature", "application.p7s");
  const report = JSON.parse((await download("#download-report", "report.json")).toString());
  const anchors = join(out, "anchors.pem");
  await copyFile(join(folder, "anchors.pem"), anchors);
  await browser.end();
  if (exchangesFile) await copyFile(exchangesFile, join(out, "exchanges.jsonl"));
  const judged = await cmsVerify({ signature, content, anchors });
  if (!judged.accepted) throw new Error(`OpenSSL does not accept the signature:\n${judged.said}`);
  await summary(out, report, judged.said.trim(), exchangesFile);
}

/** @param {string} out @param {any} report @param {string} openssl @param {string | undefined} exchangesFile */
async function summary(out, report, openssl, exchangesFile) {
  const { readFile } = await import("node:fs/promises");
  const lines = [`verdict       ${report.indication}${report.subIndication ? ` / ${report.subIndication}` : ""}`];
  for (const { check, outcome } of report.findings) lines.push(`  ${check.padEnd(24)} ${outcome}`);
  lines.push(`OpenSSL       ${openssl}`);
  if (exchangesFile) {
    const exchanges = (await readFile(exchangesFile, "utf8")).split("\n").filter(Boolean).map((line) => JSON.parse(line));
    const last = exchanges.findLastIndex(({ header }) => header === "00a4040c");
    lines.push(`exchanges     ${exchanges.length} in all, ${exchanges.length - last} in the signing transaction`);
  }
  lines.push(`left in       ${out}`);
  console.log(`\n${lines.join("\n")}`);
}
