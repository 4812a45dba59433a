/** What is typed on the card page outlives whatever happens around it, unless it is the card that changes. */
import { expect, test } from "../fixtures.mjs";
import { CARD_PAGE_URL, CardPage } from "../stage/card-page.mjs";
import { runningBridges } from "../stage/bridges.mjs";
import { until } from "../stage/until.mjs";
import { verifies } from "../stage/wire.mjs";

/** How many VERIFY commands carried a PIN. @param {import("../stage/card.mjs").Card} card */
async function tried(card) {
  return verifies(await card.exchanges()).length;
}

/** The signing certificate is read with what stands in the field, and it took one VERIFY. @param {CardPage} page @param {import("../stage/card.mjs").Card} card */
async function reads(page, card) {
  await page.page.keyboard.press("Enter");
  await page.field("sign", "name").waitFor();
  expect(await tried(card)).toBe(1);
}

test("the bridge's answer comes in the middle of what is typed", async ({ scene }) => {
  const card = await scene.card();
  await scene.browser();
  const tab = await scene.browserContext.newPage();
  // The certificate comes at the worst moment: after four keys, if the page takes keys before it.
  await tab.addInitScript(() => {
    const { runtime } = /** @type {any} */ (globalThis).chrome;
    const connect = runtime.connectNative.bind(runtime);
    runtime.connectNative = (/** @type {string} */ host) => {
      const port = connect(host);
      const asked = new Map();
      /** @param {() => void} answer */
      const atTheWorstMoment = (answer) => {
        const field = /** @type {HTMLInputElement | null} */ (document.querySelector("#pin"));
        if (!field?.checkVisibility()) answer();
        else field.addEventListener("input", () => field.value.length === 4 && answer());
      };
      return {
        postMessage: (/** @type {any} */ message) => {
          asked.set(message.id, message.type);
          port.postMessage(message);
        },
        disconnect: () => port.disconnect(),
        onMessage: {
          addListener: (/** @type {(message: any) => void} */ listener) =>
            port.onMessage.addListener((/** @type {any} */ message) => {
              if (asked.get(message.id) === "certificates") atTheWorstMoment(() => listener(message));
              else listener(message);
            }),
        },
        onDisconnect: port.onDisconnect,
      };
    };
  });
  await tab.goto(CARD_PAGE_URL);
  const page = new CardPage(tab);
  await page.ready();
  await page.locator("#pin").pressSequentially("KASUMI88");
  await expect(page.locator("#pin")).toHaveValue("KASUMI88");
  await expect(page.locator("#pin")).toBeFocused();
});

test("another card in another reader, a tab that was left, another language: what was typed stays, and is meant for the same card", async ({ scene }) => {
  const other = await scene.card("substituted", { inserted: false });
  const card = await scene.card("substituted", { slot: 1 });
  await scene.browser();
  const page = await CardPage.open(scene.browserContext);
  await page.ready();
  const { keyboard } = page.page;
  await page.locator("#pin").focus();
  await keyboard.type("KAS");
  // The first reader comes before the second.
  await other.tell("insert");
  await page.locator("#reader").waitFor();
  await keyboard.type("UMI");
  // The look that the first reader's card caused is over: the choice is on the screen.
  const before = (await card.exchanges()).length;
  await page.page.evaluate(() => {
    for (const state of ["hidden", "visible"]) {
      Object.defineProperty(document, "visibilityState", { configurable: true, value: state });
      document.dispatchEvent(new Event("visibilitychange"));
    }
  });
  await until("the card was looked at again", async () => (await card.exchanges()).length > before);
  await keyboard.type("88");
  await other.tell("remove");
  await expect(page.locator("#reader")).toBeHidden();
  await page.page.evaluate(() => document.getElementById("language-en")?.click());
  await expect(page.locator("#pin")).toBeFocused();
  await expect(page.locator("#pin")).toHaveValue("KASUMI88");
  await reads(page, card);
  expect(await tried(other)).toBe(0);
});

test("the bridge ends and is started again: what was typed stays", async ({ scene }) => {
  const card = await scene.card();
  await scene.browser();
  const page = await CardPage.open(scene.browserContext);
  await page.ready();
  await page.locator("#pin").pressSequentially("KASU");
  const [bridge] = await runningBridges(scene.reader);
  process.kill(Number(bridge), "SIGKILL");
  await page.locator("#card-status[data-state=bridge-failed]").waitFor();
  await page.page.keyboard.type("MI");
  await page.page.keyboard.press("Enter");
  // Nothing can be sent now: the attention goes to the reason.
  await expect(page.locator("#card-status")).toBeFocused();
  await page.page.click("#again");
  await page.ready();
  await page.locator("#pin").press("End");
  await page.page.keyboard.type("88");
  await reads(page, card);
});

for (const [section, fields] of /** @type {const} */ ([
  ["card", ["#pin"]],
  ["pins/sign", ["#pin-old", "#pin-new", "#pin-again"]],
])) {
  test(`the card leaves: what was typed for it is gone, and the page says why: ${section}`, async ({ scene }) => {
    const card = await scene.card();
    await scene.browser();
    const page = await CardPage.open(scene.browserContext, section);
    await page.ready();
    for (const field of fields) await page.locator(field).pressSequentially("KASU");
    await card.tell("remove");
    await expect(page.locator("#cleared")).toContainText("カードが離れたため");
    await expect(page.locator("#cleared")).toBeFocused();
    await card.tell("insert");
    await page.ready();
    for (const field of fields) await expect(page.locator(field)).toHaveValue("");
    await page.locator(fields[0]).pressSequentially("K");
    await expect(page.locator("#cleared")).toBeEmpty();
    expect(await tried(card)).toBe(0);
  });
}

test("another card is chosen: what was typed for the first is gone, and the page says why", async ({ scene }) => {
  const card = await scene.card();
  const other = await scene.card("substituted", { slot: 1 });
  await scene.browser();
  const page = await CardPage.open(scene.browserContext);
  await page.ready();
  await expect(page.locator("#reader option")).toHaveCount(2);
  await page.page.fill("#pin", "KASUMI88");
  await page.locator("#reader").focus();
  await page.locator("#reader").selectOption({ index: 1 });
  await expect(page.locator("#cleared")).toContainText("別のカードに変わったため");
  await expect(page.locator("#reader")).toBeFocused();
  await expect(page.locator("#pin")).toHaveValue("");
  await page.readSign();
  await expect(page.field("sign", "name").locator(".substituted")).toHaveCount(2);
  expect([await tried(card), await tried(other)]).toEqual([0, 1]);
});

test("the card is exchanged while the last try is asked about: nothing is sent", async ({ scene }) => {
  const card = await scene.card("last-try");
  const other = await scene.card("substituted", { slot: 1, inserted: false });
  await scene.browser();
  const page = await CardPage.open(scene.browserContext, "pins/auth");
  await page.ready();
  await page.change("1234", "2580");
  await page.locator("dialog#confirm").waitFor();
  await other.tell("insert");
  await page.locator("#reader option").nth(1).waitFor({ state: "attached" });
  await card.tell("remove");
  await page.locator("#cleared p").waitFor();
  await page.page.click("#confirm-yes");
  await expect(page.locator("#trouble")).toHaveAttribute("data-code", "card-removed");
  await expect(page.locator("#unchanged")).toBeVisible();
  expect([await tried(card), await tried(other)]).toEqual([0, 0]);
});
