/** The form of the demo site, filled in from the card: what is given, what is kept, and what was typed before. */
import { expect, test } from "../fixtures.mjs";
import { visit } from "../stage/demo.mjs";
import { fillIn } from "../stage/juminhyo.mjs";
import { ATTRIBUTES_PIN, SigningWindow } from "../stage/signing-window.mjs";
import { outOfReach } from "../stage/wire.mjs";

/** What the form takes from the card: its field, the attribute, and what is recorded there. */
const FROM_CARD = /** @type {const} */ ([
  ["applicant-name", "name", "霞　花子"],
  ["birth-date", "birthDate", "1990-04-29"],
  ["address", "address", "東京都千代田区霞が関２－１－２－１０１"],
]);

/** What somebody typed before they thought of the card. */
const TYPED = /** @type {const} */ ({ "applicant-name": "見本　太郎", "birth-date": "1985-12-31", address: "みほん市本町１－１", telephone: "03-0000-0000" });

/** @param {import("../fixtures.mjs").Scene} scene @param {import("../stage/card.mjs").Card} card */
async function visitForm(scene, card) {
  const page = await visit(scene, card, "/forms/juminhyo");
  await page.locator("#fill-in:not([disabled])").waitFor();
  for (const [id, text] of Object.entries(TYPED)) await page.fill(`#${id}`, text);
  return page;
}

/** Up to the screen where each attribute is given or kept. @param {import("../fixtures.mjs").Scene} scene @param {import("playwright-core").Page} page */
async function read(scene, page) {
  const window = await SigningWindow.openFrom(page, scene.browserContext, "#fill-in");
  await window.walkTo("password");
  await window.enter(ATTRIBUTES_PIN);
  await window.screen("consent");
  return window;
}

/** Everything is as it was typed, and nothing says that it came from the card. @param {import("playwright-core").Page} page */
async function untouched(page) {
  for (const [id, text] of Object.entries(TYPED)) {
    await expect(page.locator(`#${id}`)).toHaveValue(text);
    await expect(page.locator(`#field-${id}`)).not.toHaveAttribute("data-source");
  }
}

test("all is given, then signed in the same window", async ({ scene }) => {
  const card = await scene.card();
  const page = await visit(scene, card, "/forms/juminhyo");
  await fillIn(page);
  for (const [id] of FROM_CARD) await page.fill(`#${id}`, "");
  const window = await read(scene, page);
  for (const [id] of FROM_CARD) await expect(page.locator(`#${id}`), "nothing before 許可").toHaveValue("");
  await expect(window.page.locator("[data-attribute]"), "the form has no use for the sex").toHaveCount(3);
  await window.press("grant");
  await window.screen("between");
  for (const [id, , recorded] of FROM_CARD) {
    await expect(page.locator(`#${id}`)).toHaveValue(recorded);
    await expect(page.locator(`#${id}-source`)).toBeVisible();
  }
  await expect(page.locator("#fill-in-outcome")).toBeHidden();
  await page.bringToFront();
  await page.click("#sign");
  await window.page.bringToFront();
  await window.sign();
  await window.press("end");
  await expect(page.locator("#status")).toHaveAttribute("data-status", "pending");
  for (const [, , recorded] of FROM_CARD.filter(([, name]) => name !== "birthDate")) await expect(page.locator("#answers")).toContainText(recorded);
  await scene.settled(card);
  expect(outOfReach(await card.exchanges()), "個人番号 and the card's surface").toEqual([]);
});

for (const [kept, attribute] of FROM_CARD) {
  test(`${attribute} is kept: its field stays as it was typed, the others are the card's`, async ({ scene }) => {
    const card = await scene.card();
    const page = await visitForm(scene, card);
    const window = await read(scene, page);
    await window.page.uncheck(`#give-${attribute}`);
    await window.press("grant");
    await window.screen("between");
    for (const [id, , recorded] of FROM_CARD) {
      await expect(page.locator(`#${id}`)).toHaveValue(id === kept ? TYPED[id] : recorded);
      await expect(page.locator(`#${id}-source`)).toBeVisible({ visible: id !== kept });
    }
    const label = await page.locator(`#field-${kept}`).getAttribute("data-label");
    await expect(page.locator("#fill-in-done")).not.toContainText(String(label));
    await expect(page.locator("#telephone")).toHaveValue(TYPED.telephone);
    await scene.settled(card);
  });
}

test("all is kept: nothing changes, and the page says so", async ({ scene }) => {
  const card = await scene.card();
  const page = await visitForm(scene, card);
  const window = await read(scene, page);
  for (const [, attribute] of FROM_CARD) await window.page.uncheck(`#give-${attribute}`);
  await window.press("grant");
  await expect(page.locator("#fill-in-done")).not.toBeEmpty();
  await untouched(page);
  await scene.settled(card);
});

for (const [what, button, code] of /** @type {const} */ ([
  ["cancelled", "cancel", "cancelled"],
  ["denied", "deny", "consent-denied"],
])) {
  test(`${what} with the values on the screen: what was typed survives`, async ({ scene }) => {
    const card = await scene.card();
    const page = await visitForm(scene, card);
    const window = await read(scene, page);
    await window.press(button);
    await window.closed();
    await expect(page.locator("#fill-in-outcome")).toHaveAttribute("data-code", code);
    await untouched(page);
    await scene.settled(card);
  });
}

test("a wrong PIN once, then the right one", async ({ scene }) => {
  const card = await scene.card();
  const page = await visitForm(scene, card);
  const window = await SigningWindow.openFrom(page, scene.browserContext, "#fill-in");
  await window.walkTo("password");
  await window.enter("9999");
  await expect(window.page.locator("#trouble")).toHaveAttribute("data-code", "pin-wrong");
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "2");
  await untouched(page);
  await window.enter(ATTRIBUTES_PIN);
  await window.screen("consent");
  await window.press("grant");
  await expect(page.locator("#applicant-name")).toHaveValue("霞　花子");
  expect((await card.state()).tries.text).toBe(3);
  await scene.settled(card);
});

test("a locked PIN: said with what to do, and the form is filled in by hand as before", async ({ scene }) => {
  const card = await scene.card();
  await card.tell("tries text 0");
  const page = await visitForm(scene, card);
  const window = await SigningWindow.openFrom(page, scene.browserContext, "#fill-in");
  await window.walkTo("password");
  await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "pin-blocked");
  await window.press("end");
  await window.closed();
  await expect(page.locator("#fill-in-outcome")).toHaveAttribute("data-code", "pin-blocked");
  await untouched(page);
  await scene.settled(card);
});

test("what is corrected is no longer said to be the card's, field by field, also in the other language", async ({ scene }) => {
  const card = await scene.card();
  const page = await visitForm(scene, card);
  const window = await read(scene, page);
  await window.press("grant");
  await window.screen("between");
  await window.press("end");
  await page.fill("#address", "東京都千代田区霞が関２－１－３");
  for (const language of /** @type {const} */ (["ja", "en"])) {
    if (language === "en") await page.click(".languages a[hreflang=en]");
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expect(page.locator("#applicant-name-source")).toBeVisible();
    await expect(page.locator("#birth-date-source")).toBeVisible();
    await expect(page.locator("#address-source")).toBeHidden();
    await expect(page.locator("#address")).toHaveValue("東京都千代田区霞が関２－１－３");
    await expect(page.locator("#applicant-name")).toHaveValue("霞　花子");
  }
  await scene.settled(card);
});
