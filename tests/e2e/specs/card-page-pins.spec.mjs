/** The card page's PINs: their tries, and their change, whatever happens in the middle of it. */
import { expect, test } from "../fixtures.mjs";
import { runningBridges } from "../stage/bridges.mjs";
import { CardPage } from "../stage/card-page.mjs";
import { until } from "../stage/until.mjs";
import { verifies } from "../stage/wire.mjs";

/** @param {{ scene: any }} scene @param {string} [section] */
async function open({ scene }, section) {
  if (!scene.context) await scene.browser();
  return CardPage.open(scene.browserContext, section);
}

/** How many VERIFY commands carried a PIN. @param {import("../stage/card.mjs").Card} card */
async function tried(card) {
  return verifies(await card.exchanges()).length;
}

/**
 * The page's look at the card has ended: the last thing that it does is to read a certificate, and then the bridge cuts the power.
 * @param {import("../stage/card.mjs").Card} card
 */
function looked(card) {
  return until("the page has looked at the card", async () => {
    const last = (await card.exchanges()).at(-1);
    return last?.header.startsWith("00b0") && !(await card.state()).powered;
  });
}

for (const [pin, old, next, tries] of /** @type {const} */ ([
  ["sign", "KASUMI88", "tsubaki99", "5"],
  ["auth", "1234", "２５８０", "3"],
  ["attributes", "5678", "8520", "3"],
])) {
  test(`a PIN is changed: ${pin}; the old one holds no longer`, async ({ scene }) => {
    const card = await scene.card();
    const page = await open({ scene }, `pins/${pin}`);
    await page.ready();
    await expect(page.locator(`#tries-${pin}`)).toHaveAttribute("data-tries", tries);
    await page.change(old, next);
    await page.locator("#changed").waitFor();
    await page.page.click("#end");
    await page.page.click(`#change-${pin}`);
    await page.ready();
    await page.change(old, pin === "sign" ? "SAKURA77" : "7777");
    await expect(page.locator("#trouble")).toHaveAttribute("data-code", "pin-wrong");
    await expect(page.locator("#unchanged")).toBeVisible();
    await expect(page.locator(`#tries-${pin}`)).toHaveAttribute("data-tries", String(Number(tries) - 1));
    await page.change(next, old);
    await page.locator("#changed").waitFor();
    await page.page.close();
    await scene.settled(card);
    const { tries: left } = await card.state();
    expect(left).toEqual({ sign: 5, auth: 3, text: 3 });
  });
}

test("a change is judged before the card is touched", async ({ scene }) => {
  const card = await scene.card();
  const page = await open({ scene }, "pins/sign");
  await page.ready();
  for (const [old, next, again, field, fault] of /** @type {const} */ ([
    ["1234", "TSUBAKI99", "TSUBAKI99", "old", "four-digits"],
    ["KASUMI88", "SHORT", "SHORT", "new", "too-short"],
    ["KASUMI88", "TSUBAKI", "TSUBAKI", "new", "one-kind"],
    ["KASUMI88", "kasumi88", "kasumi88", "new", "unchanged"],
    ["KASUMI88", "TSUBAKI99", "TSUBAKI98", "again", "different"],
  ])) {
    await page.change(old, next, again);
    await expect(page.locator(`#pin-${field}-error`)).toHaveAttribute("data-fault", fault);
    await expect(page.locator(`#pin-${field}`)).toBeFocused();
  }
  expect(await tried(card)).toBe(0);
  await page.page.close();
  await scene.settled(card);
});

test("the last try is asked about once more; refused, nothing is sent", async ({ scene }) => {
  const card = await scene.card("last-try");
  const page = await open({ scene }, "pins/auth");
  await page.ready();
  await page.change("1234", "2580");
  await expect(page.locator("dialog#confirm")).toHaveAttribute("data-question", "last-try");
  await page.page.keyboard.press("Escape");
  expect(await tried(card)).toBe(0);
  await page.page.click("#submit");
  await page.page.click("#confirm-yes");
  await page.locator("#changed").waitFor();
});

test("a locked PIN says where to go, and cannot be changed here", async ({ scene }) => {
  await scene.card("blocked");
  const page = await open({ scene }, "pins");
  await page.ready();
  for (const pin of ["sign", "auth", "attributes"]) {
    await expect(page.locator(`#tries-${pin}`)).toHaveAttribute("data-tries", "0");
    await expect(page.locator(`#change-${pin}`)).toBeHidden();
  }
});

for (const [outcome, entered] of /** @type {const} */ ([
  ["is-old", "1111"],
  ["is-new", "2580"],
])) {
  test(`a change that is cut off at CHANGE is unclear, and one entry tells which PIN holds: ${outcome}`, async ({ scene }) => {
    const card = await scene.card();
    const page = await open({ scene }, "pins/auth");
    await page.ready();
    await looked(card);
    // Which command of a change is CHANGE.
    const before = (await card.exchanges()).length;
    await page.change("1234", "2580");
    await page.locator("#changed").waitFor();
    const change = (await card.exchanges()).slice(before).findIndex(({ header }) => header.startsWith("0024")) + 1;
    expect(change).toBeGreaterThan(1);
    await page.page.click("#end");
    await page.page.click("#change-auth");
    await page.ready();
    await looked(card);
    await card.tell(`knob remove-at ${change}`);
    await page.change("2580", "1111");
    await expect(page.locator("#trouble")).toHaveAttribute("data-code", "pin-change-unclear");
    await card.tell("insert");
    await page.ready();
    // The card never got the command: 2580 holds.
    await page.page.fill("#pin-check", entered);
    await page.page.click("#check");
    await page.locator(`#${outcome}`).waitFor();
    expect((await card.state()).tries.auth).toBe(outcome === "is-new" ? 3 : 2);
  });
}

test("a PIN is changed with the keyboard alone", async ({ scene }) => {
  const card = await scene.card();
  const page = await open({ scene }, "pins");
  await page.ready();
  const { keyboard } = page.page;
  /** Tabs until this has the focus. @param {string} id */
  const tabTo = async (id) => {
    for (let presses = 0; presses < 40; presses += 1) {
      if ((await page.page.evaluate(() => document.activeElement?.id)) === id) return;
      await keyboard.press("Tab");
    }
    throw new Error(`the keyboard does not reach #${id}`);
  };
  await page.locator("#change-auth").waitFor();
  await tabTo("change-auth");
  await keyboard.press("Enter");
  await page.locator("main[data-pin=auth] #submit:enabled").waitFor();
  await expect(page.locator("#heading")).toBeFocused();
  for (const [id, value] of [["pin-old", "1234"], ["pin-new", "2580"], ["pin-again", "2580"]]) {
    await tabTo(String(id));
    await keyboard.type(String(value));
  }
  await keyboard.press("Enter");
  await page.locator("#changed").waitFor();
  await expect(page.locator("#outcome")).toBeFocused();
  await page.page.close();
  await scene.settled(card);
});


test("a change whose bridge dies is unclear; the old PIN is found to hold, and another card is not asked", async ({ scene }) => {
  const card = await scene.card();
  const other = await scene.card("substituted", { slot: 1, inserted: false });
  const page = await open({ scene }, "pins/auth");
  await page.ready();
  await looked(card);
  await card.tell("knob ms-per-exchange 200");
  const [bridge] = await runningBridges(scene.reader);
  await page.change("1234", "2580");
  await expect(page.locator("#progress")).toBeFocused();
  await until("the old PIN has been verified", async () => (await tried(card)) === 1);
  process.kill(Number(bridge), "SIGKILL");
  await expect(page.locator("#trouble")).toHaveAttribute("data-code", "pin-change-unclear");
  await expect(page.locator("#outcome")).toBeFocused();
  await card.tell("knob ms-per-exchange 0");
  await card.tell("remove");
  await other.tell("insert");
  await page.locator("#other-card").waitFor();
  await expect(page.locator("#pin-check")).toBeHidden();
  await other.tell("remove");
  await card.tell("insert");
  await page.page.fill("#pin-check", "2580");
  await page.ready();
  await page.page.keyboard.press("Enter");
  // Killed before CHANGE, after it or in the middle: the page says what the card has.
  const holds = await page.locator("#is-new, #is-old").getAttribute("id");
  await expect(page.locator("#outcome")).toBeFocused();
  await expect(page.locator("#trouble")).toHaveCount(0);
  expect((await card.state()).tries.auth).toBe(holds === "is-new" ? 3 : 2);
  expect(await tried(other)).toBe(0);
});

test("the card is taken away before the old PIN is verified: it holds, and the page says so", async ({ scene }) => {
  const card = await scene.card();
  const page = await open({ scene }, "pins/sign");
  await page.ready();
  await looked(card);
  await card.tell("knob remove-at 1");
  await page.change("KASUMI88", "TSUBAKI99");
  await expect(page.locator("#trouble")).toHaveAttribute("data-code", "card-removed");
  await expect(page.locator("#unchanged")).toBeVisible();
  await card.tell("insert");
  await page.page.locator("#pin-old").waitFor();
  await expect(page.locator("#unchanged")).toBeVisible();
  await page.change("KASUMI88", "TSUBAKI99");
  await page.locator("#changed").waitFor();
  expect(await tried(card)).toBe(1);
});

for (const [holder, knobs, pin, says] of /** @type {const} */ ([
  ["blocked", {}, "sign", "ロックされています"],
  ["blocked", {}, "attributes", "ロックされています"],
  ["child", {}, "sign", "署名用電子証明書がありません"],
  ["hanako", { phone: "on" }, "attributes", "スマートフォンには、この暗証番号はありません"],
])) {
  test(`a PIN that cannot be changed says why on its own page: ${holder}, ${pin}`, async ({ scene }) => {
    await scene.card(holder, { knobs });
    const page = await open({ scene }, `pins/${pin}`);
    await page.ready();
    await expect(page.locator(`#tries-${pin}`)).toContainText(says);
    await expect(page.locator("#change-form")).toBeHidden();
  });
}

test("a kiosk is named only where the other PIN can help", async ({ scene }) => {
  const card = await scene.card();
  await card.tell("tries sign 0");
  const page = await open({ scene }, "pins");
  await expect(page.locator("#tries-sign")).toContainText("コンビニ");
  await card.tell("remove");
  await card.tell("tries auth 0");
  await card.tell("insert");
  await expect(page.locator("#tries-auth")).toHaveAttribute("data-tries", "0");
  for (const pin of ["sign", "auth"]) await expect(page.locator(`#tries-${pin}`)).not.toContainText("コンビニ");
});

test("the last wrong try locks: the attention goes to where it says what to do", async ({ scene }) => {
  const card = await scene.card("last-try");
  const page = await open({ scene }, "pins/auth");
  await page.ready();
  await page.change("9999", "2580");
  await expect(page.locator("dialog#confirm")).toContainText("この暗証番号が間違っていると");
  await page.page.click("#confirm-yes");
  await expect(page.locator("#unchanged")).toBeVisible();
  await expect(page.locator("#tries-auth")).toHaveAttribute("data-tries", "0");
  await expect(page.locator("#change-form")).toBeHidden();
  await expect(page.locator("#outcome")).toBeFocused();
  expect((await card.state()).tries.auth).toBe(0);
});
