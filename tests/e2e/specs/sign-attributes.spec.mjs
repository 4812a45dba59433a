/** A signature that also asks for attributes (ACCEPTANCE J08, K08). */
import { expect, test } from "../fixtures.mjs";
import { cmsVerify } from "../stage/openssl.mjs";
import { ATTRIBUTES_PIN, PASSWORD } from "../stage/signing-window.mjs";
import { outOfReach, signatures, verifies } from "../stage/wire.mjs";

/** The page asks for these beside the signature from now on. @param {import("playwright-core").Page} page */
async function asksForAttributes(page) {
  await page.evaluate(() => {
    const parts = /** @type {any} */ (globalThis);
    const before = parts.options;
    parts.options = () => ({ ...before(), attributes: { fields: ["name", "address"], purpose: "送付先の確認" } });
  });
}

/** As far as the second PIN. @param {import("../stage/signing-window.mjs").SigningWindow} window */
async function toSecondPin(window) {
  await window.walkTo("password");
  await expect(window.page.locator("#screen")).toHaveAttribute("data-pin", "sign");
  await window.enter(PASSWORD);
  await window.page.locator('main#screen[data-pin="attributes"]').waitFor();
}

/** @param {import("../stage/signing-window.mjs").SigningWindow} window */
const values = async (window) => {
  await window.screen("consent");
  await window.page.locator("#value-name").waitFor();
};

test("attributes beside a signature: named before the password, read, shown, granted, and only then signed", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await asksForAttributes(page);
  const window = await scene.ask(page);
  await window.walkTo("consent");
  await expect(window.page.locator("#consent-attributes [data-attribute]")).toHaveCount(2);
  await window.press("grant");
  await toSecondPin(window);
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "3");
  await window.enter(ATTRIBUTES_PIN);
  await values(window);
  await expect(window.page.locator("#value-name")).toHaveText("霞　花子");
  expect(signatures(await card.exchanges()), "nothing is signed before the person has decided").toEqual([]);
  expect(await page.evaluate(() => /** @type {any} */ (globalThis).outcomes)).toEqual([]);
  await window.press("grant");
  await window.screen("done");
  const { attributes, digestMatches, content, signature } = await scene.outcome(page);
  expect(attributes).toEqual({ name: "霞　花子", address: "東京都千代田区霞が関２－１－２－１０１" });
  expect(digestMatches).toBe(true);
  const judged = await cmsVerify({ signature: Buffer.from(signature, "base64"), content: Buffer.from(content, "base64"), anchors: card.anchors });
  expect(judged.said).toContain("successful");
  await scene.settled(card);
  const exchanges = await card.exchanges();
  expect(verifies(exchanges).map(({ header }) => header)).toHaveLength(2);
  expect(signatures(exchanges)).toHaveLength(1);
  expect(outOfReach(exchanges), "個人番号 and the card's surface").toEqual([]);
});

test("one value is kept: the signature goes with the other one", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await asksForAttributes(page);
  const window = await scene.ask(page);
  await toSecondPin(window);
  await window.enter(ATTRIBUTES_PIN);
  await values(window);
  await window.page.uncheck("#give-address");
  await window.press("grant");
  const outcome = await scene.outcome(page);
  expect(outcome.attributes).toEqual({ name: "霞　花子" });
  expect(outcome.format).toBe("cms-detached");
  await scene.settled(card);
});

test("cancelled at the second PIN: the card was given no PIN and has signed nothing", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await asksForAttributes(page);
  const window = await scene.ask(page);
  await toSecondPin(window);
  await window.press("cancel");
  expect(await scene.outcome(page)).toMatchObject({ code: "cancelled" });
  await window.closed();
  await scene.settled(card);
  const exchanges = await card.exchanges();
  expect(verifies(exchanges)).toEqual([]);
  expect(signatures(exchanges)).toEqual([]);
});

test("refused at the values: the card was read, and has signed nothing", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await asksForAttributes(page);
  const window = await scene.ask(page);
  await toSecondPin(window);
  await window.enter(ATTRIBUTES_PIN);
  await values(window);
  await window.press("deny");
  expect(await scene.outcome(page)).toMatchObject({ code: "consent-denied" });
  await scene.settled(card);
  expect(signatures(await card.exchanges())).toEqual([]);
});

test("another card since the password was typed: it is not given that password", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await asksForAttributes(page);
  const window = await scene.ask(page);
  await toSecondPin(window);
  const status = window.page.locator("#card-status");
  await card.tell("remove");
  await expect(status).toHaveAttribute("data-state", "no-card");
  await card.tell("insert");
  await expect(status).toHaveAttribute("data-state", "ready");
  await window.enter(ATTRIBUTES_PIN);
  await values(window);
  await window.press("grant");
  await expect(window.page.locator("#trouble")).toHaveAttribute("data-code", "card-removed");
  expect(verifies(await card.exchanges()), "only the second PIN, which was typed for this card").toHaveLength(1);
  await window.enter(PASSWORD);
  await window.screen("done");
  expect((await scene.outcome(page)).attributes).toMatchObject({ name: "霞　花子" });
  await scene.settled(card);
});

test("a wrong second PIN, then none: the signature goes alone, and the password was typed once", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await asksForAttributes(page);
  const window = await scene.ask(page);
  await toSecondPin(window);
  await window.enter("9999");
  await expect(window.page.locator("#trouble")).toHaveAttribute("data-code", "pin-wrong");
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "2");
  expect(signatures(await card.exchanges())).toEqual([]);
  await window.press("skip");
  await window.screen("done");
  const outcome = await scene.outcome(page);
  expect(outcome.format).toBe("cms-detached");
  expect(outcome).not.toHaveProperty("attributes");
  await scene.settled(card);
  expect((await card.state()).tries.text).toBe(2);
});

test("a second PIN that locks does not take the signature from the person", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await asksForAttributes(page);
  const window = await scene.ask(page);
  await toSecondPin(window);
  for (const left of ["2", "1"]) {
    await window.enter("9999");
    await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", left);
  }
  await window.enter("9999");
  await window.press("confirm-yes");
  await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "pin-blocked");
  await window.press("skip");
  await window.screen("done");
  const outcome = await scene.outcome(page);
  expect(outcome.format).toBe("cms-detached");
  expect(outcome).not.toHaveProperty("attributes");
  await scene.settled(card);
  expect((await card.state()).tries.text).toBe(0);
});
