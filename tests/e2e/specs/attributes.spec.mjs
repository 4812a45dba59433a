import { expect, test } from "../fixtures.mjs";
import { ATTRIBUTES_PIN } from "../stage/signing-window.mjs";
import { outOfReach, verifies } from "../stage/wire.mjs";

test("read the four attributes: explained, read, shown, granted", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page, "#read");
  await window.walkTo("password");
  await expect(window.page.locator("#screen")).toHaveAttribute("data-pin", "attributes");
  await window.enter(ATTRIBUTES_PIN);
  await window.screen("consent");
  await expect(window.page.locator("#value-name")).toHaveText("霞　花子");
  expect(await page.evaluate(() => /** @type {any} */ (globalThis).outcomes)).toEqual([]);
  await window.press("grant");
  const { result } = await scene.outcome(page);
  expect(result.attributes).toMatchObject({ name: "霞　花子", address: "東京都千代田区霞が関２－１－２－１０１", sex: "female" });
  expect(result.digestMatches).toBe(true);
  await scene.settled(card);
  const exchanges = await card.exchanges();
  expect(verifies(exchanges)).toHaveLength(1);
  expect(outOfReach(exchanges), "個人番号 and the card's surface").toEqual([]);
});

test("only what the person leaves ticked is given", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page, "#read");
  await window.walkTo("password");
  await window.enter(ATTRIBUTES_PIN);
  await window.screen("consent");
  for (const kept of ["address", "sex", "birthDate"]) await window.page.uncheck(`#give-${kept}`);
  await window.press("grant");
  expect((await scene.outcome(page)).result.attributes).toEqual({ name: "霞　花子" });
  await scene.settled(card);
});

test("cancel before the PIN leaves the card untouched", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page, "#read");
  await window.walkTo("password");
  await window.press("cancel");
  expect(await scene.outcome(page)).toMatchObject({ code: "cancelled" });
  expect(verifies(await card.exchanges())).toEqual([]);
  await scene.settled(card);
});

test("read, fill in and sign in one window", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await page.evaluate(() => Object.assign(globalThis, { settings: { keepOpen: true } }));
  const window = await scene.ask(page, "#read");
  await window.walkTo("password");
  await window.enter(ATTRIBUTES_PIN);
  await window.screen("consent");
  await window.press("grant");
  await window.screen("between");
  const first = await scene.outcome(page, 1);
  await page.evaluate((name) => {
    const parts = /** @type {any} */ (globalThis);
    const before = parts.options;
    parts.settings = {};
    parts.options = () => ({ ...before(), content: { kind: "form", title: "申請", fields: [{ name: "name", label: "氏名", value: name }] } });
  }, first.result.attributes.name);
  await page.bringToFront();
  await page.click("#sign");
  await window.page.bringToFront();
  await window.sign();
  const second = await scene.outcome(page, 2);
  expect(JSON.parse(Buffer.from(second.content, "base64").toString()).fields[0].value).toBe("霞　花子");
  expect(scene.browserContext.pages().filter((open) => open.url().startsWith("chrome-extension:"))).toHaveLength(1);
  await scene.settled(card);
});
