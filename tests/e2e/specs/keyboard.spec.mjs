/** The three flows of the demo site from their first page to their last, with nothing but keys. */
import { expect, test } from "../fixtures.mjs";
import { visit } from "../stage/demo.mjs";
import { fillIn, typedName } from "../stage/juminhyo.mjs";
import { Keyboard } from "../stage/keyboard.mjs";
import { ATTRIBUTES_PIN, AUTH_PIN, PASSWORD, SigningWindow } from "../stage/signing-window.mjs";
import { verifies } from "../stage/wire.mjs";

/** Goes from the top page to a flow. @param {import("../fixtures.mjs").Scene} scene @param {import("../stage/card.mjs").Card} card @param {string} flow */
async function goTo(scene, card, flow) {
  const page = await visit(scene, card, "/?lang=ja");
  const keys = new Keyboard(page);
  await keys.use(flow);
  await page.waitForURL((url) => url.pathname !== "/");
  if (new URL(page.url()).pathname.endsWith("/consent")) {
    for (const text of ["terms", "privacy"]) await keys.use(`agree-${text}`, "Space");
    await keys.use("next");
    await page.waitForURL((url) => !url.pathname.endsWith("/consent"));
  }
  return keys;
}

/** Presses the page's button and takes the window. @param {import("../fixtures.mjs").Scene} scene @param {Keyboard} keys @param {string} button */
async function ask(scene, keys, button) {
  const opened = scene.browserContext.waitForEvent("page");
  await keys.use(button);
  const window = new SigningWindow(await opened);
  return { window, keys: new Keyboard(window.page) };
}

/**
 * Each screen begins at its heading, and is left by its button.
 * @param {{ window: SigningWindow, keys: Keyboard }} asked
 * @param {readonly (readonly [screen: string, button: string])[]} way
 */
async function walk({ window, keys }, way) {
  for (const [screen, button] of way) {
    await window.screen(screen);
    await keys.at("heading");
    await keys.use(button);
  }
}

/** Types a PIN and sends it with Enter. @param {{ window: SigningWindow, keys: Keyboard }} asked @param {string} pin */
async function enter({ window, keys }, pin) {
  await window.screen("password");
  await keys.at("heading");
  await keys.to("pin");
  await keys.type(pin);
  await keys.press("Enter");
}

test("log in with keys alone", async ({ scene }) => {
  const card = await scene.card();
  const site = await goTo(scene, card, "flow-login");
  const asked = await ask(scene, site, "log-in");
  await walk(asked, [["site", "allow"], ["procedure", "next"]]);
  await enter(asked, "9999");
  await expect(asked.window.page.locator("#trouble")).toHaveAttribute("data-code", "pin-wrong");
  await enter(asked, AUTH_PIN);
  await walk(asked, [["consent", "grant"], ["done", "end"]]);
  await asked.window.closed();
  await expect(site.page.locator("#status")).toHaveAttribute("data-status", "pending");
  await site.use("leave");
  await site.page.waitForURL((url) => url.pathname === "/");
  await scene.settled(card);
  expect((await card.state()).tries.auth).toBe(3);
});

test("fill in from the card with keys alone, keep one item, and correct another", async ({ scene }) => {
  const card = await scene.card();
  const site = await goTo(scene, card, "flow-fill-in");
  const { page } = site;
  const asked = await ask(scene, site, "fill-in");
  await walk(asked, [["site", "allow"], ["explanation", "next"]]);
  await enter(asked, ATTRIBUTES_PIN);
  await asked.window.screen("consent");
  await asked.keys.at("heading");
  await asked.keys.use("give-birthDate", "Space");
  await asked.keys.use("grant");
  await walk(asked, [["between", "end"]]);
  await asked.window.closed();
  await site.at("fill-in");
  await expect(page.locator("#applicant-name")).toHaveValue("霞　花子");
  await expect(page.locator("#birth-date")).toHaveValue("");
  await expect(page.locator("#fill-in-done")).not.toBeEmpty();
  await expect(page.locator("#field-birth-date")).not.toHaveAttribute("data-source");
  await site.to("applicant-name");
  await expect(page.locator("#field-applicant-name")).toHaveAttribute("data-source", "card");
  await site.press("End");
  await site.type("様");
  await expect(page.locator("#field-applicant-name")).not.toHaveAttribute("data-source");
  await expect(page.locator("#applicant-name-source")).toBeHidden();
  await expect(page.locator("#field-address")).toHaveAttribute("data-source", "card");
  await site.press("Backspace");
  await site.to("birth-date");
  await site.typeDate("1990", "04", "29");
  await scene.settled(card);
});

test("fill in the form, sign and send it with keys alone", async ({ scene }) => {
  const card = await scene.card();
  const site = await goTo(scene, card, "flow-sign");
  const { page } = site;
  // The first press finds what is missing, and the list of it leads to the first field.
  await site.use("sign");
  await site.at("problems");
  await site.press("Tab");
  await site.press("Enter");
  await site.at("applicant-name");
  await site.type("霞　花子");
  await site.to("applicant-kana");
  await site.type("カスミ　ハナコ");
  await site.to("birth-date");
  await site.typeDate("1990", "04", "29");
  for (const [id, text] of [["postal-code", "1000013"], ["address", "東京都千代田区霞が関２－１－２－１０１"], ["telephone", "03-0000-0000"]]) {
    await site.to(id);
    await site.type(text);
  }
  await site.use("relation-self", "Space");
  await site.use("household-all", "Space");
  await site.to("head-and-relation-with");
  await site.press("ArrowDown");
  await expect(page.locator("#head-and-relation-without")).toBeChecked();
  await site.to("domicile-with");
  await site.press("ArrowDown");
  await site.to("copies");
  await site.type("1");
  await site.to("purpose");
  await site.press("ArrowDown");
  await site.to("submitted-to");
  await site.type("見本銀行");
  await site.to("delivery-post");
  await site.press("ArrowDown");
  const asked = await ask(scene, site, "sign");
  await walk(asked, [["site", "allow"], ["procedure", "next"], ["content", "next"]]);
  await asked.window.screen("consent");
  await asked.keys.use("back");
  await walk(asked, [["content", "next"], ["consent", "grant"]]);
  // Letters alone: the window asks once more, and the safe answer has the focus.
  await enter(asked, "KASUMI");
  await asked.keys.at("confirm-no");
  await asked.keys.press("Escape");
  await asked.keys.at("pin");
  await asked.keys.press("Control+A");
  await asked.keys.type(PASSWORD);
  await asked.keys.use("pin-show", "Space");
  await asked.keys.at("pin");
  await asked.keys.use("submit", "Space");
  await walk(asked, [["done", "end"]]);
  await asked.window.closed();
  await expect(page.locator("#status")).toHaveAttribute("data-status", "pending");
  await expect(page.locator("#signer-name")).toContainText("霞");
  await site.to("download-report");
  await scene.settled(card);
});

test("Escape is the cancel of every screen: nothing reaches the card, and the site keeps what was typed", async ({ scene }) => {
  const card = await scene.card();
  const site = await goTo(scene, card, "flow-sign");
  await fillIn(site.page);
  const way = /** @type {const} */ ([["procedure", "next"], ["content", "next"], ["consent", "grant"], ["password", ""]]);
  for (const [end] of way) {
    const asked = await ask(scene, site, "sign");
    const { window, keys } = asked;
    if ((await window.screen("site", "procedure")) === "site") await walk(asked, [["site", "allow"]]);
    await walk(asked, way.slice(0, way.findIndex(([screen]) => screen === end)));
    await window.screen(end);
    await keys.at("heading");
    // One that is held down was meant for the page below.
    await window.page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", repeat: true, bubbles: true })));
    await window.screen(end);
    if (end === "password") {
      await keys.to("pin");
      await keys.type("KASUMI8");
    }
    await keys.press("Escape");
    await window.closed();
    await site.at("outcome");
    await expect(site.page.locator("#outcome")).toHaveAttribute("data-code", "cancelled");
    expect(await typedName(site.page)).toBe(true);
  }
  expect(verifies(await card.exchanges())).toEqual([]);
  await scene.settled(card);
});

test("no screen keeps the focus to itself: Tab and Shift+Tab go through all of it", async ({ scene }) => {
  const card = await scene.card();
  const site = await goTo(scene, card, "flow-sign");
  const { page } = site;
  await fillIn(page);
  const { keys, window } = await ask(scene, site, "sign");
  for (const [screen, stops] of /** @type {const} */ ([
    ["site", ["cancel", "block", "allow"]],
    ["procedure", ["cancel", "next"]],
    ["content", ["summary", "cancel", "back", "next"]],
    ["consent", ["cancel", "back", "deny", "grant"]],
    ["password", ["pin", "pin-show", "cancel", "back", "submit"]],
  ])) {
    await window.screen(screen);
    await keys.at("heading");
    const last = String(stops.at(-1));
    await window.page.locator(`#${last}:not(:disabled)`).waitFor();
    const forwards = await keys.round();
    expect(forwards.map((name) => name.split(" ")[0])).toEqual(stops);
    await keys.to(last);
    const backwards = await keys.round("Shift+Tab");
    expect(backwards.slice(0, stops.length - 1)).toEqual(forwards.slice(0, -1).reverse());
    expect(backwards).toContain("language-ja");
    if (screen !== "password") await keys.use(last);
  }
  await keys.use("cancel");
  await window.closed();
  await site.at("outcome");
  for (const key of /** @type {const} */ (["Tab", "Shift+Tab"])) {
    await page.reload();
    await page.locator("#sign:not([disabled])").waitFor();
    const stops = await site.round(key);
    for (const id of ["fill-in", "applicant-name", "birth-date", "telephone", "purpose", "sign"]) expect(stops).toContain(id);
  }
  await scene.settled(card);
});

test("the card goes and comes back under the field: the focus waits at its state", async ({ scene }) => {
  const card = await scene.card();
  const site = await goTo(scene, card, "flow-login");
  const asked = await ask(scene, site, "log-in");
  await walk(asked, [["site", "allow"], ["procedure", "next"]]);
  const { keys } = asked;
  await keys.to("pin");
  await card.tell("remove");
  await keys.at("card-status");
  await card.tell("insert");
  await keys.at("pin");
  await keys.type(AUTH_PIN);
  await keys.press("Enter");
  await walk(asked, [["consent", "deny"]]);
  await site.at("outcome");
  await expect(site.page.locator("#outcome")).toHaveAttribute("data-code", "consent-denied");
  await scene.settled(card);
});
