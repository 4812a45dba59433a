/** Two readers, and up to two cards. The first reader's card has one try left: whoever confuses them locks it. */
import { X509Certificate } from "node:crypto";
import { expect, test } from "../fixtures.mjs";
import { ATTRIBUTES_PIN, AUTH_PIN, PASSWORD } from "../stage/signing-window.mjs";
import { until } from "../stage/until.mjs";
import { verifies } from "../stage/wire.mjs";

const FIRST = /00 00$/u;
const SECOND = /00 01$/u;

/** What the chooser offers, and which of it is chosen. @param {import("../stage/signing-window.mjs").SigningWindow} window */
async function chooser({ page }) {
  const options = page.locator("#reader option");
  await expect(options).toHaveCount(2);
  const names = await options.evaluateAll((all) => all.map((option) => /** @type {HTMLOptionElement} */ (option).value));
  expect(names[0]).toMatch(FIRST);
  expect(names[1]).toMatch(SECOND);
  return { first: String(names[0]), second: String(names[1]) };
}

/** No PIN has reached this card. @param {import("../stage/card.mjs").Card} card */
async function spared(card) {
  expect(verifies(await card.exchanges())).toEqual([]);
}

/** @param {import("../fixtures.mjs").Scene} scene @param {string} button */
async function toPassword(scene, button = "#sign") {
  const page = await scene.page();
  const window = await scene.ask(page, button);
  await window.walkTo("password");
  return { page, window };
}

test("a card in the second reader only: nothing to choose, and it signs", async ({ scene }) => {
  const card = await scene.card("hanako", { slot: 1 });
  const { page, window } = await toPassword(scene);
  await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "ready");
  await expect(window.page.locator("#card-status")).toContainText(/00 01/u);
  await expect(window.page.locator("#reader")).toBeHidden();
  await window.enter();
  await window.screen("done");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  await scene.settled(card);
});

test("two cards: the one that is chosen signs, the other is not asked", async ({ scene }) => {
  const other = await scene.card("last-try");
  const card = await scene.card("hanako", { slot: 1 });
  const { page, window } = await toPassword(scene);
  const { first, second } = await chooser(window);
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "1");
  await window.page.selectOption("#reader", second);
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "5");
  await window.page.selectOption("#reader", first);
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "1");
  await window.page.selectOption("#reader", second);
  await window.enter();
  await window.screen("done");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  await scene.settled(card);
  await scene.settled(other, 1);
  await spared(other);
});

test("a wrong password for the chosen card: it is asked about again, and no other", async ({ scene }) => {
  const other = await scene.card("last-try");
  const card = await scene.card("hanako", { slot: 1 });
  const { page, window } = await toPassword(scene);
  const { second } = await chooser(window);
  await window.page.selectOption("#reader", second);
  await window.enter("WRONG123");
  await expect(window.page.locator("#trouble")).toHaveAttribute("data-code", "pin-wrong");
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "4");
  await expect(window.page.locator("#reader")).toHaveValue(second);
  await window.enter();
  await window.screen("done");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  await scene.settled(card);
  await spared(other);
});

test("a second card comes while the password is typed: what was typed stays, and goes to the first card", async ({ scene }) => {
  const card = await scene.card("hanako", { slot: 1 });
  const other = await scene.card("last-try", { inserted: false });
  const { page, window } = await toPassword(scene);
  await window.page.locator("#pin").waitFor();
  await window.page.locator("#pin").pressSequentially(PASSWORD.slice(0, 4));
  await other.tell("insert");
  const { second } = await chooser(window);
  await expect(window.page.locator("#reader")).toHaveValue(second);
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "5");
  await expect(window.page.locator("#pin")).toBeFocused();
  await window.page.keyboard.type(PASSWORD.slice(4));
  await window.press("submit");
  await window.screen("done");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  await scene.settled(card);
  await spared(other);
});

test("the chosen card goes: what was typed for it is not sent to the other; when it comes back it is meant again", async ({ scene }) => {
  const other = await scene.card("last-try");
  const card = await scene.card("hanako", { slot: 1 });
  const { page, window } = await toPassword(scene);
  const { second } = await chooser(window);
  await window.page.selectOption("#reader", second);
  await window.page.fill("#pin", PASSWORD);
  await card.tell("remove");
  await expect(window.page.locator("#card-status")).toContainText(/00 00/u);
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "1");
  await expect(window.page.locator("#pin")).toHaveValue("");
  await expect(window.page.locator("#cleared")).toContainText("別のカードに変わったため、入力した内容を消しました");
  await window.press("submit");
  await expect(window.page.locator("#pin-error")).toHaveAttribute("data-fault", "empty");
  await card.tell("insert");
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "5");
  await expect(window.page.locator("#reader")).toHaveValue(second);
  await window.page.fill("#pin", PASSWORD);
  await expect(window.page.locator("#cleared")).toBeEmpty();
  await window.press("submit");
  await window.screen("done");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  await scene.settled(card);
  await spared(other);
});

test("both PINs of a login are of the chosen card", async ({ scene }) => {
  const other = await scene.card("last-try");
  const card = await scene.card("long-address", { slot: 1 });
  const page = await scene.page();
  await page.evaluate(() => {
    const parts = /** @type {any} */ (globalThis);
    const before = parts.requests.authenticate;
    parts.requests.authenticate = () => ({ ...before(), attributes: { fields: ["name"], purpose: "確認" } });
  });
  const window = await scene.ask(page, "#log-in");
  await window.walkTo("password");
  const { second } = await chooser(window);
  await window.page.selectOption("#reader", second);
  await window.enter(AUTH_PIN);
  await window.page.locator('main#screen[data-pin="attributes"]').waitFor();
  await expect(window.page.locator("#card-status")).toContainText(/00 01/u);
  await expect(window.page.locator("#reader")).toBeHidden();
  await window.enter(ATTRIBUTES_PIN);
  await window.screen("consent");
  await window.press("grant");
  const { result } = await scene.outcome(page);
  expect(result.attributes.name).toMatch(/^アレクサンドリーナ/u);
  expect(new X509Certificate(Buffer.from(result.token.certificate, "base64")).subject).toMatch(/CN=/u);
  await scene.settled(card);
  await spared(other);
});

for (const [what, name, how] of /** @type {const} */ ([
  ["is no My Number Card", "hanako", { knobs: { kind: "other" } }],
  ["is a child's, without a signing certificate", "child", {}],
  ["is locked", "blocked", {}],
])) {
  test(`the first reader's card ${what}: the second's is taken without a question`, async ({ scene }) => {
    const other = await scene.card(name, how);
    const card = await scene.card("hanako", { slot: 1 });
    const { page, window } = await toPassword(scene);
    await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "ready");
    await expect(window.page.locator("#reader")).toBeHidden();
    await window.enter();
    await window.screen("done");
    expect((await scene.outcome(page)).format).toBe("cms-detached");
    await scene.settled(card);
    await spared(other);
  });
}

test("the first reader's card falls silent: the second's still signs", async ({ scene }) => {
  const other = await scene.card("hanako", { knobs: { "silent-at": "1" } });
  const card = await scene.card("hanako", { slot: 1 });
  const { page, window } = await toPassword(scene);
  await until("the second reader's card is ready", async () => (await window.page.locator("#card-status").getAttribute("data-state")) === "ready", 30_000);
  await expect(window.page.locator("#card-status")).toContainText(/00 01/u);
  await window.enter();
  await window.screen("done");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  await scene.settled(card);
  await other.tell("remove");
});
