/** What the card page tells without being asked for a PIN: help, dates, and what this PC has. */
import { expect, test } from "../fixtures.mjs";
import { CardPage } from "../stage/card-page.mjs";

test("help is there without a card, a reader or the bridge", async ({ scene }) => {
  await scene.browser({ host: null });
  const page = await CardPage.open(scene.browserContext, "help");
  await expect(page.locator("#four-pins tbody tr")).toHaveCount(4);
  for (const rule of ["英字と数字、6～16文字", "数字4桁", "5回連続の間違い", "3回連続の間違い"]) await expect(page.locator("#four-pins")).toContainText(rule);
  for (const [id, words] of [
    ["help-locked", "市区町村の窓口"],
    ["help-under-15", "15歳未満"],
    ["help-24-hours", "24時間"],
    ["help-moved", "氏名・住所・生年月日・性別が変わると、署名用電子証明書は使えなくなります"],
    ["help-moved", "転入先でカードを出さないまま90日"],
    ["help-validity", "別々に書かれます"],
    ["help-validity", "カードの期限が先に来るときは、その日に証明書も終わります"],
    ["help-issue", "マイナンバーカードと一緒に"],
    ["help-lost", "フリーダイヤル"],
  ]) {
    await expect(page.locator(`#${id}`)).toContainText(String(words));
  }
  const questions = page.locator("#faq details");
  expect(await questions.count()).toBeGreaterThan(8);
  for (const question of await questions.all()) {
    await question.locator("summary").click();
    await expect(question.locator("p")).toBeVisible();
    await expect(question.locator("p")).not.toBeEmpty();
  }
});

test("the end of a certificate is said to be another than that of the card", async ({ scene }) => {
  await scene.card();
  await scene.browser();
  const page = await CardPage.open(scene.browserContext);
  await page.ready();
  await expect(page.field("auth", "validity")).toContainText(/20\d\d/u);
  await expect(page.locator("#validity-auth")).toHaveAttribute("data-days", /^\d+$/u);
  await expect(page.locator("#validity-note")).toContainText("カードの期限と証明書の期限は別です");
});

test("what this PC has: versions, and each reader with what is in it, live", async ({ scene }) => {
  const card = await scene.card();
  const old = await scene.card("hanako", { slot: 1, knobs: { kind: "juki" } });
  await scene.browser();
  const page = await CardPage.open(scene.browserContext);
  await page.ready();
  await page.page.click("#diagnostics summary");
  const list = page.locator("#diagnostics-list");
  await expect(list.locator("dt")).toHaveCount(4);
  await expect(list.locator("dd").nth(1), "the bridge's version").toContainText(/\d+\.\d+\.\d+/u);
  await expect(list).toContainText(/Virtual PCD 00 00\s*マイナンバーカード/u);
  await expect(list).toContainText(/Virtual PCD 00 01\s*住民基本台帳カード/u);
  await expect(page.locator("#diagnostics a"), "where the official list of readers is").toHaveAttribute("href", "https://www.jpki.go.jp/");
  await old.tell("remove");
  await expect(list).toContainText(/Virtual PCD 00 01\s*カードなし/u);
  await page.page.close();
  await scene.settled(card);
});
