import { expect, test } from "../fixtures.mjs";
import { SigningWindow } from "../stage/signing-window.mjs";
import { WINDOW_URL } from "../stage/paths.mjs";
import { until } from "../stage/until.mjs";

test("COOP same-origin cuts the window off: opener-severed", async ({ scene }) => {
  await scene.browser();
  const page = await scene.page("coop-same-origin");
  await page.click("#sign");
  expect((await scene.outcome(page)).code).toBe("opener-severed");
});

for (const headers of ["coop-allow-popups", "strict-csp"]) {
  test(`a page with ${headers} signs`, async ({ scene }) => {
    const card = await scene.card();
    const page = await scene.page(headers);
    await (await scene.ask(page)).sign();
    expect((await scene.outcome(page)).format).toBe("cms-detached");
    await scene.settled(card);
  });
}

test("extension missing: noticed, and isInstalled() says no", async ({ scene }) => {
  await scene.browser({ extension: false });
  const page = await scene.page();
  expect(await page.evaluate(() => /** @type {any} */ (window).jitsuin.isInstalled())).toBe(false);
  await page.click("#sign");
  expect((await scene.outcome(page)).code).toBe("extension-missing");
});

test("extension there: isInstalled() says yes", async ({ scene }) => {
  await scene.browser();
  const page = await scene.page();
  expect(await page.evaluate(() => /** @type {any} */ (window).jitsuin.isInstalled())).toBe(true);
});

test("the page claims another origin: refused, the browser's word counts", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await page.evaluate(() => {
    const before = /** @type {any} */ (window).options;
    Object.assign(window, { good: before, options: () => ({ ...before(), origin: "https://www.city.example.lg.jp" }) });
  });
  const window = await scene.ask(page);
  await window.screen("site");
  await expect(window.page.locator("#site-origin")).toContainText("localhost");
  await window.press("allow");
  const outcome = await scene.outcome(page);
  expect(outcome.code).toBe("invalid-request");
  expect(outcome.facts.field).toContain("origin");
  await window.press("end");
  await window.closed();
  await page.evaluate(() => (/** @type {any} */ (window).options = /** @type {any} */ (window).good));
  await scene.signsAgain(page);
  await scene.settled(card);
});

test("a frame of another origin asks: its own origin is shown and signed", async ({ scene }) => {
  const card = await scene.card();
  await scene.browser();
  const page = await scene.browserContext.newPage();
  await page.goto(`${scene.pages.origin}/frame?of=${encodeURIComponent(`${scene.pages.otherOrigin}/page`)}`);
  const frame = await until("the frame is there", () => page.frames()[1]);
  await frame.locator("#sign:enabled").waitFor();
  const window = await SigningWindow.openFrom(frame, scene.browserContext);
  await window.screen("site");
  await expect(window.page.locator("#site-origin")).toContainText("127.0.0.1");
  await window.sign();
  const outcome = await scene.outcome(frame);
  expect(JSON.parse(Buffer.from(outcome.content, "base64").toString()).origin).toBe(scene.pages.otherOrigin);
  await scene.settled(card);
});

test("garbage and a second request are posted at the window: ignored", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await page.evaluate(() => {
    const open = globalThis.open.bind(globalThis);
    globalThis.open = (/** @type {any[]} */ ...how) => (/** @type {any} */ (globalThis).opened = open(...how));
  });
  // As soon as the window listens, before the package connects: what is ignored must not be taken for the connection.
  await page.evaluate(() => {
    addEventListener("message", ({ source, data }) => {
      if (data?.type !== "ready") return;
      const ports = () => new MessageChannel().port2;
      const target = /** @type {Window} */ (source);
      for (const garbage of [null, 1, "text", {}, [], { jitsuin: 1 }, { jitsuin: 1, type: "connect" }, { jitsuin: 1, type: "request", id: "x" }]) {
        target.postMessage(garbage, "*");
        target.postMessage(garbage, "*", [ports()]);
      }
      const connect = { jitsuin: 1, type: "connect", id: "garbage" };
      target.postMessage(connect, "*");
      target.postMessage(connect, "*", [ports(), ports()]);
      target.postMessage({ ...connect, jitsuin: 2 }, "*", [ports()]);
      target.postMessage({ ...connect, id: "x".repeat(65) }, "*", [ports()]);
      Object.assign(globalThis, { posted: true });
    });
  });
  const window = await scene.ask(page);
  await window.walkTo("content");
  expect(await page.evaluate(() => /** @type {any} */ (globalThis).posted)).toBe(true);
  // Node's URL knows no origin of this scheme.
  const origin = WINDOW_URL.slice(0, WINDOW_URL.lastIndexOf("/"));
  await page.evaluate((target) => {
    const opened = /** @type {any} */ (globalThis).opened;
    for (const garbage of [null, 1, "text", {}, [], { jitsuin: 1 }, { jitsuin: 1, type: "connect" }, { jitsuin: 1, type: "request", id: "x" }]) {
      opened.postMessage(garbage, "*");
    }
    const { port1, port2 } = new MessageChannel();
    /** @type {any} */ (globalThis).secondPort = [];
    port1.onmessage = ({ data }) => /** @type {any} */ (globalThis).secondPort.push(data);
    opened.postMessage({ jitsuin: 1, type: "connect", id: "second" }, target, [port2]);
    port1.postMessage({ type: "request", id: "second", request: { action: "sign" } });
  }, origin);
  await window.screen("content");
  await window.sign();
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  expect(await page.evaluate(() => /** @type {any} */ (globalThis).secondPort)).toEqual([]);
  await scene.settled(card);
});

for (const popUpsBlocked of [true, false]) {
  test(`a call outside a gesture opens nothing (pop-ups ${popUpsBlocked ? "blocked" : "allowed"})`, async ({ scene }) => {
    await scene.browser({ popUpsBlocked });
    const page = await scene.page();
    /** @type {string[]} */
    const opened = [];
    scene.browserContext.on("page", (other) => opened.push(other.url()));
    // Playwright's own evaluate counts as a gesture; a timer that outlives the activation does not.
    const codes = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const attempt = () => {
            if (navigator.userActivation.isActive) return void setTimeout(attempt, 200);
            const parts = /** @type {any} */ (globalThis);
            const calls = [() => parts.ask(), ...["authenticate", "readAttributes", "setUp"].map((action) => () => parts.perform(action))];
            // One after the other: a page has one call at a time.
            void calls.reduce(async (before, call) => [...(await before), (await call()).code], Promise.resolve(/** @type {string[]} */ ([]))).then(resolve);
          };
          attempt();
        }),
    );
    expect(codes).toEqual(["gesture-required", "gesture-required", "gesture-required", "gesture-required"]);
    expect(opened).toEqual([]);
    expect(scene.browserContext.pages().filter((other) => other.url().startsWith("chrome-extension:"))).toEqual([]);
  });
}

test("a blocked site stays blocked until the person forgets it", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const first = await scene.ask(page);
  await first.screen("site");
  await first.press("block");
  expect((await scene.outcome(page, 1)).code).toBe("site-blocked");
  await first.closed();
  const second = await scene.ask(page);
  await second.screen("blocked");
  expect((await scene.outcome(page, 2)).code).toBe("site-blocked");
  await second.press("forget");
  await second.closed();
  expect(await card.exchanges()).toEqual([]);
  await scene.signsAgain(page, 3);
  await scene.settled(card);
});

test("an allowed site is not asked about again", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await (await scene.ask(page)).sign();
  await scene.outcome(page);
  const window = await scene.ask(page);
  expect(await window.screen("site", "procedure")).toBe("procedure");
  await window.press("cancel");
  await scene.settled(card);
});

for (const [what, change, code] of /** @type {const} */ ([
  ["no nonce", { nonce: undefined }, "invalid-request"],
  ["a short nonce", { nonce: "short" }, "invalid-request"],
  ["an expiry that has passed", { expires: "2020-01-01T00:00:00Z" }, "request-expired"],
  ["an expiry that is no time", { expires: "tomorrow" }, "invalid-request"],
  ["no content", { content: undefined }, "invalid-request"],
  ["content of an unknown kind", { content: { kind: "html", bytes: [] } }, "invalid-request"],
  ["an empty form", { content: { kind: "form", title: "x", fields: [] } }, "invalid-request"],
  ["an unknown format", { format: "xades" }, "invalid-request"],
])) {
  test(`a request with ${what} is refused: ${code}`, async ({ scene }) => {
    await scene.browser();
    const page = await scene.page();
    await page.evaluate((difference) => {
      const before = /** @type {any} */ (window).options;
      /** @type {any} */ (window).options = () => ({ ...before(), ...difference });
    }, change);
    const window = await scene.ask(page);
    await window.screen("site");
    await window.press("allow");
    expect((await scene.outcome(page)).code).toBe(code);
    expect(await window.page.locator("#pin").count()).toBe(0);
  });
}

test("a form that hides something is refused", async ({ scene }) => {
  await scene.browser();
  const page = await scene.page();
  await page.evaluate(() => {
    const before = /** @type {any} */ (window).options;
    const fields = [{ name: "amount", label: "金額", value: "\u202e000,1\u202c円" }];
    /** @type {any} */ (window).options = () => ({ ...before(), content: { kind: "form", title: "契約", fields } });
  });
  const window = await scene.ask(page);
  await window.screen("site");
  await window.press("allow");
  const outcome = await scene.outcome(page);
  expect(outcome.code).toBe("content-malformed");
  expect(outcome.facts.field).toBe("fields[0].value");
});

test("what hides in a text is made visible, and markup is shown as text", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await page.evaluate(() => {
    const before = /** @type {any} */ (window).options;
    const bytes = new TextEncoder().encode("\u202e000,1\u202c円 <img src=x onerror=alert(1)>");
    /** @type {any} */ (window).options = () => ({ ...before(), content: { kind: "text", name: "契約.txt", bytes } });
  });
  const window = await scene.ask(page);
  await window.walkTo("content");
  await expect(window.page.locator("#content-text")).toContainText("RLO");
  await expect(window.page.locator("#content-text")).toContainText("<img src=x");
  expect(await window.page.locator("#screen img[src=x]").count()).toBe(0);
  await window.sign();
  const outcome = await scene.outcome(page);
  expect(Buffer.from(outcome.content, "base64").toString()).toContain("\u202e000,1\u202c円");
  await scene.settled(card);
});

test("options that cannot be copied to the window: invalid-request", async ({ scene }) => {
  await scene.browser();
  const page = await scene.page();
  await page.evaluate(() => {
    const before = /** @type {any} */ (window).options;
    /** @type {any} */ (window).options = () => ({ ...before(), notice: () => "a function" });
  });
  await scene.ask(page);
  expect((await scene.outcome(page)).code).toBe("invalid-request");
});
