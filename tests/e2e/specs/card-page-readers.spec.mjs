/** The card page with two readers. The other card has one try left: a PIN that reaches it is seen. */
import { expect, test } from "../fixtures.mjs";
import { CardPage } from "../stage/card-page.mjs";
import { verifies } from "../stage/wire.mjs";

/** @param {import("../fixtures.mjs").Scene} scene @param {string} [section] */
async function open(scene, section) {
  await scene.browser();
  const page = await CardPage.open(scene.browserContext, section);
  await page.ready();
  return page;
}

/** Chooses among two. @param {CardPage} page @param {"00 00" | "00 01"} slot */
async function choose(page, slot) {
  await expect(page.locator("#reader option")).toHaveCount(2);
  const name = await page.locator("#reader option").filter({ hasText: slot }).getAttribute("value");
  await page.page.selectOption("#reader", String(name));
  await expect(page.locator("#card-status")).toContainText(slot);
}

test("a card in the second reader only is found without a question", async ({ scene }) => {
  const card = await scene.card("long-address", { slot: 1 });
  const page = await open(scene);
  await expect(page.locator("#card-status")).toContainText("00 01");
  await expect(page.locator("#reader")).toBeHidden();
  await page.readSign("ABCDEFGHIJKLMN16");
  await expect(page.field("sign", "name")).toContainText("アレクサンドリーナ");
  await page.page.close();
  await scene.settled(card);
});

test("the certificates shown are those of the card that is chosen", async ({ scene }) => {
  const other = await scene.card("last-try");
  const card = await scene.card("hanako", { slot: 1 });
  const page = await open(scene);
  await choose(page, "00 01");
  await expect(page.locator("#certificate-auth")).toHaveAttribute("data-state", "read");
  await page.readSign();
  await expect(page.field("sign", "name")).toHaveText("霞　花子");
  const serial = String(await page.field("auth", "serial").textContent());
  await choose(page, "00 00");
  await expect(page.locator("#certificate-sign")).toHaveAttribute("data-state", "unread");
  await expect(page.field("sign", "name")).toHaveCount(0);
  await expect(page.field("auth", "serial")).not.toHaveText(serial);
  expect(verifies(await other.exchanges())).toEqual([]);
  await page.page.close();
  await scene.settled(card);
});

test("a second card in the first reader changes nothing for who has begun with the first card", async ({ scene }) => {
  const card = await scene.card("hanako", { slot: 1 });
  const other = await scene.card("last-try", { inserted: false });
  const page = await open(scene);
  await page.page.fill("#pin", "KASUMI88");
  await other.tell("insert");
  await expect(page.locator("#reader option")).toHaveCount(2);
  await expect(page.locator("#card-status")).toContainText("00 01");
  await expect(page.locator("#pin")).toHaveValue("KASUMI88");
  await page.page.click("#read-sign");
  await expect(page.field("sign", "name")).toHaveText("霞　花子");
  expect(verifies(await other.exchanges())).toEqual([]);
  await page.page.close();
  await scene.settled(card);
});

test("the tries and the change are those of the chosen card alone", async ({ scene }) => {
  const other = await scene.card("last-try");
  const card = await scene.card("hanako", { slot: 1 });
  const page = await open(scene, "pins");
  await choose(page, "00 01");
  await expect(page.locator("#tries-auth")).toHaveAttribute("data-tries", "3");
  await page.page.click("#change-auth");
  await expect(page.locator("main#screen")).toHaveAttribute("data-pin", "auth");
  await expect(page.locator("#card-status")).toContainText("00 01");
  await page.change("1234", "4321");
  await expect(page.locator("#changed")).toBeVisible();
  expect(verifies(await other.exchanges())).toEqual([]);
  expect((await other.state()).tries).toEqual({ sign: 1, auth: 1, text: 1 });
  await page.page.close();
  await scene.settled(card);
});

test("the chosen card goes: the other is shown with its own, and nothing typed or read goes over to it", async ({ scene }) => {
  const other = await scene.card("last-try");
  const card = await scene.card("hanako", { slot: 1 });
  const page = await open(scene);
  await choose(page, "00 01");
  await page.page.fill("#pin", "KASUMI88");
  await card.tell("remove");
  await expect(page.locator("#card-status")).toContainText("00 00");
  await expect(page.locator("#reader")).toBeHidden();
  await expect(page.locator("#tries-sign")).toHaveAttribute("data-tries", "1");
  await expect(page.locator("#pin")).toHaveValue("");
  await page.page.click("#read-sign");
  await expect(page.locator("#pin-error")).toHaveAttribute("data-fault", "empty");
  expect(verifies(await other.exchanges())).toEqual([]);
  await page.page.close();
});
