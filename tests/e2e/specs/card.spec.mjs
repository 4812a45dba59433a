import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HOLDER, expect, test } from "../fixtures.mjs";
import { Card } from "../stage/card.mjs";
import { Reader } from "../stage/reader.mjs";
import { until } from "../stage/until.mjs";

test("no reader: the window says so", async ({ scene }) => {
  const without = await Reader.start({ connected: false });
  scene.ending.push(without);
  await scene.browser({ environment: without.environment });
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "no-reader");
  await expect(window.page.locator("#pin")).toBeHidden();
  await window.press("cancel");
  expect((await scene.outcome(page)).code).toBe("cancelled");
});

test("no card: the window says so and goes on by itself when one comes", async ({ scene }) => {
  const card = await scene.card("hanako", { inserted: false });
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "no-card");
  await expect(window.page.locator("#card-status")).toContainText("カードリーダーに置くか差し込んでください");
  await expect(window.page.locator("#pin")).toBeHidden();
  await card.tell("insert");
  await window.enter();
  await window.screen("done");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  await scene.settled(card);
});

test("no smart card service: said, and found when it comes", async ({ scene }) => {
  const folder = await mkdtemp(join(tmpdir(), "jitsuin-late-"));
  await scene.browser({ environment: Reader.environmentOf(folder) });
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "pcsc-unavailable");
  await expect(window.page.locator("#pin")).toBeHidden();
  const late = await Reader.start({ folder });
  scene.ending.push(late);
  const card = await Card.insert(late, HOLDER);
  scene.ending.push(card);
  await window.enter();
  await window.screen("done");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
});

for (const [kind, said] of /** @type {const} */ ([
  ["other", "マイナンバーカード"],
  ["juki", "住民基本台帳カードの電子証明書は、すべて有効期間が終わっています"],
])) {
  test(`not a My Number Card (${kind})`, async ({ scene }) => {
    const card = await scene.card("hanako", { knobs: { kind } });
    const page = await scene.page();
    const window = await scene.ask(page);
    await window.walkTo("password");
    await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "card-unsupported");
    await expect(window.page.locator("#card-status")).toContainText(said);
    await window.press("cancel");
    await scene.outcome(page);
    await scene.settled(card);
    expect((await card.exchanges()).filter(({ header }) => header.startsWith("0020"))).toEqual([]);
  });
}

test("a child's card has no signing certificate", async ({ scene }) => {
  const card = await scene.card("child");
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "certificate-missing");
  for (const words of ["市区町村の窓口", "15歳未満"]) await expect(window.page.locator("#card-status")).toContainText(words);
  await window.press("cancel");
  await scene.outcome(page);
});

test("removed before the password: said at once, and the next card is welcome", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await window.page.locator("#pin").waitFor();
  await card.tell("remove");
  await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "no-card");
  await card.tell("insert");
  await window.enter();
  await window.screen("done");
  await scene.settled(card);
});

// The transaction with extended lengths: 1 SELECT, 2 tries, 3 VERIFY, 4 READ BINARY, 5 signature.
for (const [moment, exchange] of /** @type {const} */ ([
  ["before VERIFY", 2],
  ["while the certificate is read", 4],
  ["during the signature", 5],
])) {
  test(`removed ${moment}: no signature leaves, and with the card back it works`, async ({ scene }) => {
    const card = await scene.card();
    const page = await scene.page();
    const window = await scene.ask(page);
    await window.walkTo("password");
    await window.page.locator("#pin").waitFor();
    await card.tell(`knob remove-at ${exchange}`);
    await window.enter();
    await expect(window.page.locator("#trouble")).toHaveAttribute("data-code", "card-removed");
    expect(await page.evaluate(() => /** @type {any} */ (window).outcomes)).toEqual([]);
    await card.tell("insert");
    await window.enter();
    await window.screen("done");
    expect((await scene.outcome(page)).format).toBe("cms-detached");
    await scene.settled(card, 5);
  });
}

test("removed after the signature: the result is whole", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.sign();
  await card.tell("remove");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  await window.closed();
  await card.tell("insert");
  await scene.settled(card);
});

test("a card that falls silent is given up, not waited for", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await window.page.locator("#pin").waitFor();
  await card.tell("knob silent-at 5");
  await window.enter();
  await expect(window.page.locator("#trouble, #code")).toBeVisible({ timeout: 30_000 });
  await card.tell("remove");
  await card.tell("insert");
  await until("the window can sign again", async () => (await window.page.locator("#pin").isVisible()) || (await window.page.locator("#again").isVisible()));
  if (await window.page.locator("#again").isVisible()) await window.press("again");
  await window.enter();
  await window.screen("done");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  await scene.settled(card, 5);
});

test("a slow card: the person sees that it works", async ({ scene }) => {
  const card = await scene.card("hanako", { knobs: { "ms-per-signature": "1500" } });
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await window.enter();
  await window.screen("working");
  await expect(window.page.locator("#progress")).toBeVisible();
  await expect(window.page.locator("#screen")).toContainText("カードを動かさないでください");
  expect(await page.evaluate(() => /** @type {any} */ (window).outcomes), "it works until the card is done").toEqual([]);
  await window.screen("done");
  await scene.settled(card);
});

test("another card takes the place of the first: its own tries are shown", async ({ scene }) => {
  const card = await scene.card();
  const other = await scene.card("last-try", { inserted: false });
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await expect(window.page.locator("#tries")).toContainText("5");
  await card.tell("remove");
  await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "no-card");
  await other.tell("insert");
  await expect(window.page.locator("#tries")).toContainText("1");
  await window.press("cancel");
  await scene.settled(other, 1);
});
