/** The certificates on the card page: their ends, cards that have none, a reader with keys of its own, and keys alone. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "../fixtures.mjs";
import { CARD_PAGE_URL, CardPage } from "../stage/card-page.mjs";
import { padBridge } from "../stage/pad-bridge.mjs";

const DAY_MS = 24 * 60 * 60 * 1000;

test("a certificate's end is its own: shown in days, warned of when near, and told apart from the card's", async ({ scene }) => {
  await scene.card();
  await scene.browser();
  const page = await CardPage.open(scene.browserContext);
  const validity = page.locator("#validity-auth");
  await expect(validity).toHaveAttribute("data-validity", "good");
  const days = Number(await validity.getAttribute("data-days"));
  await expect(validity).toContainText(`あと${days}日`);
  await expect(page.locator("#validity-note")).toContainText("カードの有効期間が満了する日と、電子証明書の有効期間が満了する日が、別々に書かれます");
  await expect(page.locator("#validity-note")).toContainText("カードの期限が先に来るときは、その日に証明書も終わります");
  for (const [before, state, says] of /** @type {const} */ ([
    [90, "soon", "市区町村の窓口で"],
    [0, "soon", "今日で有効期限が切れます"],
    [-1, "expired", "この証明書は使えません"],
  ])) {
    await page.page.clock.setFixedTime(Date.now() + (days - before) * DAY_MS);
    await page.page.reload();
    await expect(validity).toHaveAttribute("data-validity", state);
    await expect(validity).toContainText(says);
  }
});

test("a juki card is named as what it is", async ({ scene }) => {
  await scene.card("hanako", { knobs: { kind: "juki" } });
  await scene.browser();
  const page = await CardPage.open(scene.browserContext);
  await expect(page.locator("#card-status")).toHaveAttribute("data-state", "card-unsupported");
  await expect(page.locator("#card-status")).toContainText("住民基本台帳カードは使えません");
  await expect(page.locator("#certificate-auth")).toBeHidden();
});

test("a reader with keys: the password is typed there and never on the PC; a change says that it is typed here", async ({ scene }) => {
  const folder = await mkdtemp(join(tmpdir(), "jitsuin-pad-"));
  scene.ending.push({ end: () => rm(folder, { recursive: true, force: true }) });
  const log = join(folder, "asked.jsonl");
  const card = await scene.card();
  await scene.browser({ host: await padBridge(folder, "KASUMI88", log) });
  const page = await CardPage.open(scene.browserContext);
  await page.ready();
  await card.tell("knob ms-per-exchange 100");
  await page.locator("#read-sign-pad").press("Enter");
  await expect(page.locator("#progress")).toHaveText("カードリーダーのキーで入力し、リーダーの確定キーを押してください。");
  await expect(page.locator("#progress")).toBeFocused();
  await expect(page.field("sign", "name")).toHaveText("霞　花子");
  const opened = (await readFile(log, "utf8")).split("\n").filter(Boolean).map((line) => JSON.parse(line)).filter(({ type }) => type === "open");
  expect(opened).toEqual([{ type: "open", fields: ["id", "key", "lastTry", "reader", "type"] }]);
  await page.page.goto(`${CARD_PAGE_URL}#pins/auth`);
  await expect(page.locator("#change-form")).toContainText("カードリーダーにキーがあっても、変更はパソコンで入力します");
});

test("the signing certificate is read with the keyboard alone, and the attention follows", async ({ scene }) => {
  await scene.card();
  await scene.browser();
  const page = await CardPage.open(scene.browserContext);
  await page.ready();
  const { keyboard } = page.page;
  const focused = () => page.page.evaluate(() => document.activeElement?.id);
  /** @param {string} id */
  const tabTo = async (id) => {
    for (let presses = 0; presses < 40; presses += 1) {
      if ((await focused()) === id) return;
      await keyboard.press("Tab");
    }
    throw new Error(`the keyboard does not reach #${id}`);
  };
  await tabTo("pin");
  await keyboard.type("KASUMI89");
  await keyboard.press("Enter");
  await expect(page.locator("#trouble")).toHaveAttribute("data-code", "pin-wrong");
  await expect(page.locator("#pin")).toBeFocused();
  await keyboard.type("kasumi88");
  await keyboard.press("Enter");
  await page.field("sign", "name").waitFor();
  await expect(page.locator("#certificate-sign-title")).toBeFocused();
  await tabTo("save-pem-sign");
});
