/**
 * Every screen, in every language: axe-core finds nothing, also with forced colours; nothing is wider than the window at 200 %; and a
 * picture of it is left under output/screens.
 */
import { AxeBuilder } from "@axe-core/playwright";
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "../fixtures.mjs";
import { CardPage } from "../stage/card-page.mjs";
import { runningBridges } from "../stage/bridges.mjs";
import { atPad } from "../stage/pad-bridge.mjs";
import { Reader } from "../stage/reader.mjs";
import { AUTH_PIN, PASSWORD } from "../stage/signing-window.mjs";
import { until } from "../stage/until.mjs";
import { verifies } from "../stage/wire.mjs";

const SCREENS = fileURLToPath(new URL("../output/screens/", import.meta.url));
const LANGUAGES = /** @type {const} */ (["ja", "easy", "en"]);

/** Half the window's width is what 200 % leaves. */
const WIDE = { width: 900, height: 1000 };
const HALVED = { width: 450, height: 500 };

/**
 * Looks at what is shown, in each language.
 * @param {import("playwright-core").Page} page
 * @param {string} name of the screen, for the picture
 */
async function look(page, name) {
  await mkdir(SCREENS, { recursive: true });
  for (const language of LANGUAGES) {
    // A question lies over everything, the buttons of the languages too.
    await page.evaluate((id) => /** @type {HTMLElement} */ (document.getElementById(id)).click(), `language-${language}`);
    await expect(page.locator(`#language-${language}`)).toHaveAttribute("aria-pressed", "true");
    await page.setViewportSize(WIDE);
    // The colours are the browser's own then, in every language the same.
    for (const forcedColors of language === "ja" ? /** @type {const} */ (["active", "none"]) : /** @type {const} */ (["none"])) {
      await page.emulateMedia({ forcedColors, reducedMotion: "reduce" });
      const { violations, passes } = await new AxeBuilder({ page }).analyze();
      expect(passes.length, "axe-core looked at something").toBeGreaterThan(5);
      expect(violations.map(({ id, nodes }) => `${name} ${language} ${forcedColors}: ${id} ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`)).toEqual([]);
    }
    expect(await page.evaluate(() => document.getAnimations().length), `${name}: motion is reduced`).toBe(0);
    await page.screenshot({ path: `${SCREENS}${name}.${language}.png`, fullPage: true });
    await page.setViewportSize(HALVED);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name} ${language}: nothing is cut at 200 %`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize(WIDE);
}

// Some twelve looks of several seconds each.
test.describe.configure({ timeout: 400_000 });

test("the screens of a signature", async ({ scene }) => {
  await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password", async (screen) => {
    if (screen === "password") await window.page.locator("#pin").waitFor();
    await look(window.page, `sign-${screen}`);
  });
});

test("the screens from the password on", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await window.page.fill("#pin", "1234");
  await window.press("submit");
  await look(window.page, "sign-password-fault");
  await window.page.fill("#pin", "KASUMI");
  await window.press("submit");
  await window.page.locator("dialog#confirm").waitFor();
  await look(window.page, "sign-question");
  await window.press("confirm-no");
  await window.enter("KASUMI89");
  await window.page.locator("#trouble").waitFor();
  await look(window.page, "sign-password-wrong");
  await card.tell("knob ms-per-signature 60000");
  await window.enter();
  await window.screen("working");
  await look(window.page, "sign-working");
  await card.tell("remove");
  await card.tell("knob ms-per-signature 0");
  await card.tell("insert");
  await window.enter();
  await window.screen("done");
  await window.press("stay");
  await look(window.page, "sign-done");
});

test("the screens of what goes wrong", async ({ scene }) => {
  await scene.card("blocked");
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await window.page.locator("#card-status[data-state=pin-blocked]").waitFor();
  await look(window.page, "sign-locked");
  await window.press("cancel");
  const second = await scene.ask(page);
  await second.walkTo("content");
  await page.close();
  await second.screen("failed");
  await look(second.page, "failed");
  const by = await scene.browserContext.newPage();
  await by.goto(second.page.url());
  await by.locator("main#screen[data-screen=alone]").waitFor();
  await look(by, "alone");
});

test("the screens before a reader with keys of its own", async ({ scene }) => {
  const { window } = await atPad(scene, "#sign", PASSWORD);
  await look(window.page, "pad-password-sign");
});

test("the screen of a PIN that is entered on the reader only", async ({ scene }) => {
  const { window } = await atPad(scene, "#log-in", AUTH_PIN);
  await look(window.page, "pad-password-auth");
});

for (const [question, holder, knobs] of /** @type {const} */ ([["last-try", "last-try", {}], ["perhaps-last-try", "hanako", { "tries-query": "9000" }]])) {
  test(`the question before a try: ${question}`, async ({ scene }) => {
    await scene.card(holder, { knobs });
    const page = await scene.page();
    const window = await scene.ask(page);
    await window.walkTo("password");
    await window.enter("WRONG123");
    await window.page.locator(`#confirm[data-question=${question}]`).waitFor();
    await look(window.page, `sign-${question}`);
  });
}

test("a blocked site", async ({ scene }) => {
  await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.screen("site");
  await window.press("block");
  await window.closed();
  const again = await scene.ask(page);
  await again.screen("blocked");
  await look(again.page, "blocked");
});

/** Options of a login or a reading. @param {object} [more] */
const asked = (more = {}) => ({
  nonce: `nonce-${crypto.randomUUID()}`,
  expires: new Date(Date.now() + 600_000).toISOString(),
  notice: "お知らせの文章です。",
  contact: "市民課 03-0000-0000",
  ...more,
});
const ATTRIBUTES = { fields: ["name", "address", "birthDate", "sex"], purpose: "申請書に書くため" };

/**
 * The page's button asks for this from now on.
 * @param {import("playwright-core").Page} page
 * @param {"sign" | "authenticate" | "readAttributes" | "setUp"} verb
 * @param {...object} how its arguments
 */
function asks(page, verb, ...how) {
  return page.evaluate(
    ([name, given]) => {
      const { jitsuin } = /** @type {any} */ (window);
      /** @type {any} */ (window).ask = () => jitsuin[name](...given).catch(() => undefined);
    },
    /** @type {const} */ ([verb, how]),
  );
}

/**
 * Looks at each screen on the way, presses on, and types the PINs.
 * @param {import("../stage/signing-window.mjs").SigningWindow} window
 * @param {string} name
 * @param {string} last the screen at which it ends
 */
async function lookAlong(window, name, last) {
  const press = { site: "allow", procedure: "next", explanation: "next", content: "next", consent: "grant", welcome: "next", prepare: "next", terms: "next" };
  const pins = { sign: "KASUMI88", auth: "1234", attributes: "5678" };
  const main = window.page.locator("main#screen");
  for (;;) {
    const screen = await window.screen(last, "password", ...Object.keys(press));
    const pin = screen === "password" ? await main.getAttribute("data-pin") : null;
    if (pin !== null) await window.page.locator("#pin").waitFor();
    if (screen === "terms") for (const tick of ["agree-terms", "agree-privacy"]) await window.page.check(`#${tick}`);
    // It would close under the look.
    if (screen === "done") await window.press("stay");
    // A signature with attributes asks for permission twice.
    const values = (await window.page.locator("#value-name").count()) > 0 ? "-values" : "";
    await look(window.page, `${name}-${screen}${values}${pin === null ? "" : `-${pin}`}`);
    if (screen === last) return;
    if (pin !== null) {
      await window.page.fill("#pin", pins[/** @type {keyof typeof pins} */ (pin)]);
      await window.press("submit");
    } else {
      await window.press(press[/** @type {keyof typeof press} */ (screen)]);
    }
    await window.page.locator(`main#screen[data-screen="${screen}"]${pin === null ? "" : `[data-pin="${pin}"]`}`).waitFor({ state: "detached" });
  }
}

test("the screens of a signature with attributes", async ({ scene }) => {
  await scene.card();
  const page = await scene.page();
  await asks(page, "sign", asked({ attributes: ATTRIBUTES, content: { kind: "form", title: "交付申請", fields: [{ name: "copies", label: "通数", value: "1" }] } }));
  await lookAlong(await scene.ask(page), "sign-attributes", "done");
});

test("the screens of a login with attributes", async ({ scene }) => {
  await scene.card();
  const page = await scene.page();
  await asks(page, "authenticate", asked({ attributes: ATTRIBUTES }));
  await lookAlong(await scene.ask(page), "login", "done");
});

test("the screens of a reading that goes on", async ({ scene }) => {
  await scene.card();
  const page = await scene.page();
  await asks(page, "readAttributes", asked(ATTRIBUTES), { keepOpen: true });
  await lookAlong(await scene.ask(page), "read", "between");
});

test("the screens of setting up", async ({ scene }) => {
  await scene.card();
  const page = await scene.page();
  await asks(page, "setUp");
  const window = await scene.ask(page);
  await lookAlong(window, "set-up", "check-up");
});

test("the card page", async ({ scene }) => {
  await scene.card("substituted");
  await scene.browser();
  const page = await CardPage.open(scene.browserContext);
  await page.ready();
  await page.locator("#fields-auth").waitFor();
  await look(page.page, "card");
  await page.page.fill("#pin", "12");
  await page.page.click("#read-sign");
  await page.locator("#pin-error[data-fault]").waitFor();
  await look(page.page, "card-fault");
  await page.readSign();
  await page.locator("#fields-sign").waitFor();
  await page.page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await look(page.page, "card-signed");
  await page.page.click("#nav-pins");
  await page.locator("#tries-sign").waitFor();
  await look(page.page, "pins");
  for (const pin of ["sign", "auth", "attributes"]) {
    await page.page.goto(page.page.url().replace(/#.*/, `#pins/${pin}`));
    await page.locator(`main[data-pin=${pin}] #submit`).waitFor();
    await look(page.page, `change-${pin}`);
  }
  await page.change("5678", "8520");
  await page.locator("#changed").waitFor();
  await look(page.page, "changed");
  await page.page.evaluate(() => {
    const since = "2026-04-01T00:00:00.000Z";
    localStorage.setItem("jitsuin.sites", JSON.stringify([["https://city.example", { decision: "allowed", since }], ["https://xn--1lqs71d.example", { decision: "blocked", since }]]));
  });
  await page.page.click("#nav-sites");
  await page.locator("#sites-allowed li").waitFor();
  await look(page.page, "sites");
  await page.page.click("#nav-help");
  await page.page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  await look(page.page, "help");
});

test("the card page without a reader", async ({ scene }) => {
  const without = await Reader.start({ connected: false });
  scene.ending.push(without);
  await scene.browser({ environment: without.environment });
  const page = await CardPage.open(scene.browserContext);
  await page.locator("#card-status[data-state=no-reader]").waitFor();
  await look(page.page, "card-no-reader");
});

test("the card page with a locked card", async ({ scene }) => {
  await scene.card("blocked");
  await scene.browser();
  const page = await CardPage.open(scene.browserContext, "pins");
  await page.locator("#tries-attributes[data-tries='0']").waitFor();
  await look(page.page, "pins-locked");
});

test("the card page without a bridge", async ({ scene }) => {
  await scene.browser({ host: null });
  const page = await CardPage.open(scene.browserContext);
  await page.locator("#card-status[data-state=bridge-missing]").waitFor();
  await look(page.page, "card-no-bridge");
});

test("two readers: the choice among two cards", async ({ scene }) => {
  await scene.card();
  await scene.card("last-try", { slot: 1 });
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await expect(window.page.locator("#reader option")).toHaveCount(2);
  await look(window.page, "sign-two-readers");
  await window.page.close();
  const own = await CardPage.open(scene.browserContext);
  await own.ready();
  await expect(own.locator("#reader option")).toHaveCount(2);
  await look(own.page, "card-two-readers");
});

test("the card page with two cards, one taken away in the middle", async ({ scene }) => {
  const card = await scene.card();
  const other = await scene.card("substituted", { slot: 1 });
  await scene.browser();
  const page = await CardPage.open(scene.browserContext);
  await page.ready();
  await page.page.fill("#pin", "KASU");
  await page.page.selectOption("#reader", { index: 1 });
  await page.locator("#cleared p").waitFor();
  await look(page.page, "card-other");
  await page.page.fill("#pin", "KASU");
  await other.tell("remove");
  await card.tell("remove");
  await page.locator("#card-status[data-state=no-card]").waitFor();
  await look(page.page, "card-taken-away");
});

test("the card page while the card works, and after a change that nobody answered", async ({ scene }) => {
  const card = await scene.card();
  await scene.browser();
  const page = await CardPage.open(scene.browserContext, "pins/auth");
  await page.ready();
  await card.tell("knob ms-per-exchange 5000");
  await page.change("1234", "2580");
  await page.locator("#progress:visible").waitFor();
  await look(page.page, "change-working");
  await card.tell("knob ms-per-exchange 200");
  await until("the old PIN has been verified", async () => verifies(await card.exchanges()).length === 1, 60_000);
  for (const bridge of await runningBridges(scene.reader)) process.kill(bridge, "SIGKILL");
  await page.locator("#trouble[data-code=pin-change-unclear]").waitFor();
  await card.tell("knob ms-per-exchange 0");
  await look(page.page, "change-unclear");
  await page.ready();
  await page.page.fill("#pin-check", "9999");
  await page.page.click("#check");
  await page.locator("#is-old").waitFor();
  await look(page.page, "change-is-old");
});
