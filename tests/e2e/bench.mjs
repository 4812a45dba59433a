/**
 * The figures of DESIGN §7 that need a card, the bridge or a browser: one line of JSON, the last of standard output.
 * Counts and ratios; a bare time stands beside what it is compared with in the same run. `cargo xtask bench` calls this.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { Browser } from "./stage/browser.mjs";
import { Card } from "./stage/card.mjs";
import { NativeClient } from "./stage/native-client.mjs";
import { NotedBridge } from "./stage/noted-bridge.mjs";
import { Pages } from "./stage/pages.mjs";
import * as paths from "./stage/paths.mjs";
import { Reader } from "./stage/reader.mjs";
import { PASSWORD, SigningWindow } from "./stage/signing-window.mjs";
import { until } from "./stage/until.mjs";

const run = promisify(execFile);

/** A card of real timings: a contact interface of some 50 kB/s, and an RSA-2048 signature. */
const REAL_TIMINGS = { "ms-per-exchange": "10", "us-per-byte": "20", "ms-per-signature": "600" };
/** How often vpcd is asked for its card by pcscd (PCSCLITE_STATUS_POLL_RATE). */
const PCSCD_POLLS_MS = 400;
const SELECT_APPLICATION = "00a4040c";
const DIGEST = { algorithm: "sha-256", value: Buffer.alloc(32, 0x11).toString("base64") };

/** @typedef {{ header: string, sent: number, ms: number }} Exchange */
/** @typedef {{ value: number, unit: string, reach: string | null, how: string, [fact: string]: unknown }} Figure */

/** @type {Record<string, Figure>} */
const figures = {};

/** @param {string} name @param {number} value @param {string} unit @param {string | null} reach @param {string} how @param {object} [facts] */
function figure(name, value, unit, reach, how, facts = {}) {
  figures[name] = { value, unit, reach, how, ...facts };
  process.stderr.write(`${name}: ${value} ${unit}\n`);
}

const reader = await Reader.start();
try {
  await countExchanges();
  await countTries();
  await timeStart();
  await timeCardEvents();
  await timeCardInWindow();
  await timeBridge();
  await timePage();
  await timeMissingExtension();
  await timeHashing();
  await weigh();
} finally {
  await reader.end();
}
process.stdout.write(`${JSON.stringify(figures)}\n`);

async function countExchanges() {
  for (const [lengths, knob, most] of /** @type {const} */ ([["short", "off", 11], ["extended", "on", 5]])) {
    await withCard({ "extended-length": knob }, async (card) => {
      for (const digests of [1, 5]) {
        const before = (await card.exchanges()).length;
        const { transaction } = await sign(card, digests);
        const all = (await card.exchanges()).length - before;
        const how = `bridge over a pipe, pcscd, virtual card with ${lengths} lengths, certificate of 1758 bytes`;
        figure(`exchanges.transaction.${lengths}.digests-${digests}`, transaction.length, "exchanges", `≤ ${most + digests - 1}`, how);
        if (digests === 1) {
          figure(`exchanges.first-look.${lengths}`, all - transaction.length, "exchanges", null, how);
          figure(`exchanges.flow.${lengths}`, all, "exchanges", "≤ 16", how);
        }
      }
    });
  }
}

async function countTries() {
  await withCard({}, async (card) => {
    const client = await NativeClient.start(reader.environment);
    const { name } = await client.card();
    const before = await card.exchanges();
    const malformed = ["1234", "kasumi88", "KASUMI-88", "KASUMI88KASUMI88X"];
    for (const pin of malformed) await expectCode(client.request("open", { key: "sign", reader: name, pin }), "pin-format");
    const tries = 5 - (await card.state()).tries.sign;
    const sent = (await card.exchanges()).length - before.length;
    figure("tries.wrong-format", tries, "tries", "0", `${malformed.length} entries of a wrong form`, { exchanges: sent });
    await expectCode(client.request("open", { key: "sign", reader: name, pin: "WRONG123" }), "pin-wrong");
    const verifies = (await card.exchanges()).slice(before.length).filter(({ header, sent: bytes }) => header.startsWith("0020") && bytes > 4);
    figure("tries.verifies-per-entry", verifies.length, "VERIFY", "1", "a wrong password of the right form, counted at the card");
    await client.end();
  });
}

async function timeStart() {
  const [hello, nothing] = lists(2);
  for (let round = 0; round < 40; round += 1) {
    hello.push(
      await timed(async () => {
        const client = await NativeClient.start(reader.environment);
        return () => client.end();
      }),
    );
    nothing.push(
      await timed(async () => {
        await once(spawn("true", { stdio: "ignore" }), "exit");
      }),
    );
  }
  figure("bridge.start-to-hello", ms(median(hello)), "ms", "≤ 30", "median of 40; from before the process is started to hello on its pipe", {
    baseline: { value: ms(median(nothing)), unit: "ms", how: "median of 40 in turn with it: `true`, from before it is started to its exit" },
    ratio: round(median(hello) / median(nothing)),
  });
}

async function timeCardEvents() {
  await withCard({}, async (card) => {
    const client = await NativeClient.start(reader.environment);
    await client.card();
    const [inserted, removed, noticed] = lists(3);
    for (let round = 0; round < 15; round += 1) {
      // pcscd asks vpcd in a fixed rhythm, and the last event was in step with it: without a pause of chance length every round would fall on the same beat.
      await pause(Math.random() * PCSCD_POLLS_MS);
      const gone = client.change((readers) => readers[0].state === "empty").then(() => performance.now());
      await card.tell("remove");
      const out = performance.now();
      removed.push((await gone) - out);
      await pause(Math.random() * PCSCD_POLLS_MS);
      const come = client.change((readers) => readers[0].state === "present").then(() => performance.now());
      await card.tell("insert");
      const within = performance.now();
      let unpowered = within;
      for (;;) {
        const asked = performance.now();
        if ((await card.state()).powered) break;
        unpowered = asked;
      }
      const told = await come;
      inserted.push(told - within);
      noticed.push(told - unpowered);
    }
    await client.end();
    figure("card-event.noticed-to-told", ms(median(noticed)), "ms", "≤ 50", "median of 15; from the last moment when a new card was seen without power to readers-changed on the bridge's pipe: pcscd powers a card before it tells its own event, so this is an upper bound", {
      most: ms(Math.max(...noticed)),
      note: "The way on, into the window, is card-event.told-to-shown.",
    });
    const floor = { value: PCSCD_POLLS_MS / 2, unit: "ms", how: `mean wait until pcscd asks vpcd, which it does every ${PCSCD_POLLS_MS} ms` };
    const note = "Nearly all of this is pcscd's polling of vpcd, which a USB reader does not need: it interrupts. The bridge does not poll.";
    const how = "mean of 15, each after a pause of chance length; from the virtual card's word that it is in or out to readers-changed on the bridge's pipe";
    figure("card-event.inserted", ms(mean(inserted)), "ms", null, how, { floor, note });
    figure("card-event.removed", ms(mean(removed)), "ms", null, how, { floor, note });
  });
}

async function timeCardInWindow() {
  const folder = await mkdtemp(join(tmpdir(), "jitsuin-bench-"));
  const bridge = await NotedBridge.make(folder);
  const [removed, inserted] = lists(2);
  await withPages(async (pages) => {
    await withCard({}, async (card) => {
      await withBrowser({ environment: reader.environment, host: bridge.program }, async ({ context }) => {
        const window = await SigningWindow.openFrom(await askingPage(context, pages), context);
        await window.walkTo("password");
        await window.page.locator("#card-status[data-state=ready]").waitFor();
        await window.page.evaluate(noteStates);
        for (let round = 0; round < 15; round += 1) {
          removed.push(await toldToShown(window, bridge, () => card.tell("remove"), "empty", "no-card"));
          inserted.push(await toldToShown(window, bridge, () => card.tell("insert"), "present", "ready"));
        }
        await window.press("cancel");
      });
    });
  });
  await rm(folder, { recursive: true, force: true });
  const how = "median of 15; from readers-changed at the bridge's pipe to the changed state in the signing window";
  const note = "Clocks of 1 ms. A program that passes the bridge's bytes on and notes the time stands between bridge and browser; its delay is in the figure.";
  const reach = "≤ 50 with card-event.noticed-to-told";
  figure("card-event.told-to-shown.removed", ms(median(removed)), "ms", reach, how, { most: ms(Math.max(...removed)), note });
  figure("card-event.told-to-shown.inserted", ms(median(inserted)), "ms", reach, `${how}; in between the bridge looks at the new card, which the virtual card answers at once`, { most: ms(Math.max(...inserted)), note });
}

/**
 * From the bridge's word of a change to the window's, in ms.
 * @param {SigningWindow} window
 * @param {NotedBridge} bridge
 * @param {() => Promise<unknown>} change
 * @param {string} told state of the reader
 * @param {string} shown state in the window
 */
async function toldToShown({ page }, bridge, change, told, shown) {
  const before = (await bridge.told()).length;
  await change();
  const { at } = await until("the bridge tells", async () => (await bridge.told()).slice(before).find(({ readers }) => readers[0]?.state === told));
  const shownAt = await until("the window shows it", () => page.evaluate(({ state, since }) => /** @type {any} */ (globalThis).states.find((/** @type {any} */ one) => one.state === state && one.at >= since)?.at, { state: shown, since: at }));
  return shownAt - at;
}

/** Runs in the signing window: every state of the card that it shows, and when. */
function noteStates() {
  /** @type {{ state: string | null, at: number }[]} */
  const states = [];
  Object.assign(globalThis, { states });
  const panel = /** @type {HTMLElement} */ (document.getElementById("card-status"));
  new MutationObserver(() => states.push({ state: panel.dataset["state"] ?? null, at: Date.now() })).observe(panel, { attributes: true });
}

async function timeBridge() {
  for (const [lengths, knob] of /** @type {const} */ ([["short", "off"], ["extended", "on"]])) {
    await withCard({ ...REAL_TIMINGS, "extended-length": knob }, async (card) => {
      const rounds = [];
      for (let round = 0; round < 7; round += 1) rounds.push(await sign(card, 1));
      const own = median(rounds.map(({ transaction }) => cardTime(transaction)));
      const whole = median(rounds.map(({ took }) => took));
      figure(`overhead.bridge.${lengths}`, percent(whole, own), "%", "≤ 10 for the whole path", `median of 7; open and sign over a pipe, on top of ${timings()}`, {
        wholeMs: ms(whole),
        cardMs: ms(own),
      });
    });
  }
}

async function timePage() {
  for (const [lengths, knob] of /** @type {const} */ ([["short", "off"], ["extended", "on"]])) {
    await withPages(async (pages) => {
      await withCard({ ...REAL_TIMINGS, "extended-length": knob }, async (card) => {
        await withBrowser({ environment: reader.environment }, async ({ context }) => {
          const page = await askingPage(context, pages);
          const rounds = [];
          for (let round = 0; round < 6; round += 1) rounds.push(await signInBrowser(page, context, card));
          // The first starts everything from cold storage and asks the person about the site.
          const warm = rounds.slice(1);
          const own = median(warm.map(({ card: time }) => time));
          const whole = median(warm.map(({ submitToResult }) => submitToResult));
          figure(`overhead.page.${lengths}`, percent(whole, own), "%", "≤ 10", `median of 5; Chromium, extension, bridge, pcscd; from the press on "sign" to the result in the page, on top of ${timings()}`, {
            wholeMs: ms(whole),
            cardMs: ms(own),
            callToResultMs: ms(median(warm.map(({ callToResult }) => callToResult))),
            note: "callToResultMs also has the window's start, four screens that a script presses through, and the first look at the card.",
          });
        });
      });
    });
  }
}

async function timeMissingExtension() {
  await withPages(async (pages) => {
    await withBrowser({ host: null, extension: false }, async ({ context }) => {
      const page = await askingPage(context, pages);
      const times = [];
      for (let round = 0; round < 11; round += 1) {
        await page.click("#sign");
        const { code, callToResult } = await heard(page, round + 1);
        if (code !== "extension-missing") throw new Error(`the page heard ${code}`);
        times.push(callToResult);
      }
      figure("extension-missing", ms(median(times.slice(1))), "ms", "≤ 200", "median of 10; from the call to the page's error, in Chromium without the extension", { firstMs: ms(times[0]) });
    });
  });
}

async function timeHashing() {
  await withBrowser({ host: null }, async ({ context }) => {
    const page = await context.newPage();
    await page.goto(paths.WINDOW_URL);
    const { subtle, wasm, equal } = await page.evaluate(hashInPage, { mebibytes: 64, rounds: 5 });
    if (!equal) throw new Error("the digests differ");
    const rate = (/** @type {number[]} */ times) => round((64 * 1.048576) / (median(times) / 1000));
    figure("hashing.wasm-to-subtle", round(median(subtle) / median(wasm)), "ratio", null, "64 MiB in the signing window's page, medians of 5 in turn: Sha256 of the WASM module in parts of 1 MiB, against crypto.subtle.digest in one", {
      subtleMBps: rate(subtle),
      wasmMBps: rate(wasm),
      note: "The reach of 0.8 up to 256 MB concerns the window, which hashes with crypto.subtle.digest itself: there the ratio is 1 by construction. The WASM module is for streaming, which does not exist yet.",
    });
  });
}

/** Runs in the extension's page. @param {{ mebibytes: number, rounds: number }} amount */
async function hashInPage({ mebibytes, rounds }) {
  const part = 1 << 20;
  const bytes = new Uint8Array(mebibytes * part);
  for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  const glue = await import(new URL("wasm/jitsuin.js", location.href).href);
  await glue.default({ module_or_path: new URL("wasm/jitsuin_bg.wasm", location.href) });
  /** @type {number[]} */
  const subtle = [];
  /** @type {number[]} */
  const wasm = [];
  let equal = true;
  for (let round = 0; round <= rounds; round += 1) {
    let began = performance.now();
    const one = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const first = performance.now() - began;
    began = performance.now();
    const hash = new glue.Sha256();
    for (let at = 0; at < bytes.length; at += part) hash.update(bytes.subarray(at, at + part));
    const other = hash.finish();
    const second = performance.now() - began;
    equal &&= one.every((byte, index) => byte === other[index]);
    // The first round compiles.
    if (round === 0) continue;
    subtle.push(first);
    wasm.push(second);
  }
  return { subtle, wasm, equal };
}

async function weigh() {
  const packed = async (/** @type {string} */ file) => gzipSync(await readFile(file), { level: 9 }).length;
  const module = join(paths.extension, "wasm/jitsuin_bg.wasm");
  figure("size.api-gzip", await packed(join(paths.api, "jitsuin.js")), "bytes", "≤ 2600", "gzip -9 of the npm package's one file");
  figure("size.wasm", (await stat(module)).size, "bytes", null, "after wasm-opt");
  figure("size.wasm-gzip", await packed(module), "bytes", "≤ 250000", "gzip -9");
  figure("size.window-script-gzip", await packed(join(paths.extension, "signing.js")), "bytes", null, "gzip -9 of the signing window's script");
  const manifest = JSON.parse(await readFile(join(paths.extension, "manifest.json"), "utf8"));
  /** @type {string[]} */
  const injected = (manifest.content_scripts ?? []).flatMap((/** @type {any} */ entry) => entry.js ?? []);
  let inPages = 0;
  for (const file of injected) inPages += await packed(join(paths.extension, file));
  figure("size.script-in-pages-gzip", inPages, "bytes", "0 in Chromium", "content scripts of the built manifest");
  const folder = await mkdtemp(join(tmpdir(), "jitsuin-bench-"));
  try {
    const copy = join(folder, "bridge");
    await copyFile(paths.bridge, copy);
    const stripped = await run("strip", [copy]).then(() => true, () => false);
    figure("size.bridge-stripped", (await stat(copy)).size, "bytes", "≤ 3000000", stripped ? "release build, strip" : "release build, not stripped: there is no strip here");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * One signature by the bridge alone.
 * @param {Card} card
 * @param {number} digests
 */
async function sign(card, digests) {
  const client = await NativeClient.start(reader.environment);
  const { name } = await client.card();
  const began = performance.now();
  const opened = await client.request("open", { key: "sign", reader: name, pin: PASSWORD });
  if (opened.type !== "opened") throw new Error(`open: ${JSON.stringify(opened)}`);
  const signed = await client.request("sign", { digests: Array(digests).fill(DIGEST) });
  const took = performance.now() - began;
  if (signed.signatures?.length !== digests) throw new Error(`sign: ${JSON.stringify(signed)}`);
  await client.end();
  return { took, transaction: lastTransaction(await card.exchanges()) };
}

/**
 * One signature by a page, with the person's presses done by a script as soon as each screen is there.
 * @param {import("playwright-core").Page} page
 * @param {import("playwright-core").BrowserContext} context
 * @param {Card} card
 */
async function signInBrowser(page, context, card) {
  const count = await page.evaluate(() => /** @type {any} */ (window).outcomes.length);
  const window = await SigningWindow.openFrom(page, context);
  await window.walkTo("password");
  await window.page.evaluate(() => {
    addEventListener("click", ({ target }) => {
      if (target instanceof Element && target.closest("#submit")) /** @type {any} */ (globalThis).pressedAt = performance.timeOrigin + performance.now();
    }, true);
  });
  await window.enter();
  await window.screen("done");
  const pressedAt = await window.page.evaluate(() => /** @type {any} */ (globalThis).pressedAt);
  const { code, heardAt, callToResult } = await heard(page, count + 1);
  if (code) throw new Error(`the page heard ${code}`);
  await window.press("end");
  await window.closed();
  return { submitToResult: heardAt - pressedAt, callToResult, card: cardTime(lastTransaction(await card.exchanges())) };
}

/** A page that notes when it called and when it heard. @param {import("playwright-core").BrowserContext} context @param {Pages} pages */
async function askingPage(context, pages) {
  const page = await context.newPage();
  await page.goto(`${pages.origin}/page`);
  await page.locator("#sign:enabled").waitFor();
  await page.evaluate(() => {
    const page = /** @type {any} */ (window);
    const now = () => performance.timeOrigin + performance.now();
    const { sign } = page.jitsuin;
    page.outcomes = [];
    page.ask = () => {
      const calledAt = now();
      const note = (/** @type {string | undefined} */ code) => {
        const heardAt = now();
        page.outcomes.push({ code, heardAt, callToResult: heardAt - calledAt });
      };
      return sign(page.options(), page.settings).then(
        () => note(undefined),
        (/** @type {any} */ error) => note(error.code ?? String(error)),
      );
    };
  });
  return page;
}

/** @param {import("playwright-core").Page} page @param {number} count @returns {Promise<{ code?: string, heardAt: number, callToResult: number }>} */
function heard(page, count) {
  return until("the page hears its outcome", () => page.evaluate((n) => /** @type {any} */ (window).outcomes[n - 1], count), 30_000);
}

/** @param {Record<string, string>} knobs @param {(card: Card) => Promise<void>} use */
async function withCard(knobs, use) {
  const card = await Card.insert(reader, "hanako", { knobs });
  try {
    await use(card);
  } finally {
    await card.end();
  }
  // The next card must not be taken for this one: pcscd has to see the empty reader.
  const client = await NativeClient.start(reader.environment);
  await until("the reader is empty", async () => (await client.request("status", { pins: ["sign"] })).readers?.[0]?.state === "empty");
  await client.end();
}

/** @param {(pages: Pages) => Promise<void>} use */
async function withPages(use) {
  const pages = await Pages.start();
  try {
    await use(pages);
  } finally {
    pages.end();
  }
}

/** @param {import("./stage/browser.mjs").BrowserOptions} options @param {(browser: Browser) => Promise<void>} use */
async function withBrowser(options, use) {
  const browser = await Browser.start(options);
  try {
    await use(browser);
  } finally {
    await browser.end();
  }
}

/** @param {Promise<any>} reply @param {string} code */
async function expectCode(reply, code) {
  const message = await reply;
  if (message.code !== code) throw new Error(`expected ${code}: ${JSON.stringify(message)}`);
}

/** From the last SELECT of the application on. @param {Exchange[]} exchanges */
function lastTransaction(exchanges) {
  return exchanges.slice(exchanges.findLastIndex(({ header }) => header === SELECT_APPLICATION));
}

/** @param {Exchange[]} exchanges */
function cardTime(exchanges) {
  return exchanges.reduce((sum, { ms: time }) => sum + time, 0);
}

function timings() {
  return `a card of ${REAL_TIMINGS["ms-per-exchange"]} ms an exchange, ${REAL_TIMINGS["us-per-byte"]} µs a byte, ${REAL_TIMINGS["ms-per-signature"]} ms a signature`;
}

/** How long something takes; what it returns is called afterwards. @param {() => Promise<(() => Promise<void>) | void>} what */
async function timed(what) {
  const began = performance.now();
  const after = await what();
  const took = performance.now() - began;
  await after?.();
  return took;
}

/** Empty lists of times. @param {number} count @returns {number[][]} */
function lists(count) {
  return Array.from({ length: count }, () => []);
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What comes on top, in percent. @param {number} whole @param {number} own */
function percent(whole, own) {
  return round(((whole - own) / own) * 100);
}

/** @param {number} value */
function ms(value) {
  return Math.round(value * 10) / 10;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 100) / 100;
}
