/** The order of the screens in each flow, what stands on each, and that no screen asks for more than it should. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures.mjs";
import { ATTRIBUTES_PIN, AUTH_PIN, PASSWORD } from "../stage/signing-window.mjs";
import { cmsVerify } from "../stage/openssl.mjs";
import { verifies } from "../stage/wire.mjs";

const NOTICE = "添付書類は要りません。";

/** Notes every screen, also those that pass in a moment. @param {import("../stage/signing-window.mjs").SigningWindow} window */
async function noteScreens(window) {
  await window.screen("site");
  await window.page.evaluate(() => {
    const main = /** @type {HTMLElement} */ (document.getElementById("screen"));
    const screens = ["site"];
    Object.assign(globalThis, { screens });
    new MutationObserver(() => {
      const now = String(main.dataset["screen"]);
      if (screens.at(-1) !== now) screens.push(now);
    }).observe(main, { attributes: true, attributeFilter: ["data-screen"] });
  });
}

/** The screens so far; the moments in between, while something is started, say nothing of their own. @param {import("../stage/signing-window.mjs").SigningWindow} window */
async function screens({ page }) {
  const all = await page.evaluate(() => /** @type {any} */ (globalThis).screens);
  return all.filter((/** @type {string} */ name) => name !== "waiting");
}

/**
 * Asks with a notice.
 * @param {import("../fixtures.mjs").Scene} scene
 * @param {string} button
 * @param {typeof noteMessages} [note]
 */
async function ask(scene, button, note) {
  const page = await scene.page();
  const heard = await note?.(page);
  await page.evaluate((notice) => {
    const parts = /** @type {any} */ (globalThis);
    const { options, requests } = parts;
    parts.options = () => ({ ...options(), notice });
    for (const action of ["authenticate", "readAttributes"]) {
      const before = requests[action];
      requests[action] = () => ({ ...before(), notice });
    }
  }, NOTICE);
  const window = await scene.ask(page, button);
  await noteScreens(window);
  /** @param {string} text */
  const says = (text) => expect(window.page.locator("#screen")).toContainText(text, { useInnerText: true });
  return { page, window, says, heard };
}

/** Before a PIN is asked: who asks is named, no field takes one, the page has heard nothing. @param {Awaited<ReturnType<typeof ask>>} asked @param {string} host */
async function expectNothingAsked({ page, window }, host) {
  await expect(window.page.locator("#origin")).toContainText(host);
  await expect(window.page.locator("#screen input[type=password]")).toHaveCount(0);
  expect(await page.evaluate(() => /** @type {any} */ (globalThis).outcomes)).toEqual([]);
}

/** Notes what the window posts to the page: also what comes after the first answer, when the package listens no longer. @param {import("playwright-core").Page} page */
async function noteMessages(page) {
  await page.evaluate(() => {
    /** @type {string[]} */
    const heard = [];
    const Channel = globalThis.MessageChannel;
    Object.assign(globalThis, {
      heard,
      MessageChannel: function () {
        const channel = new Channel();
        channel.port1.addEventListener("message", ({ data }) => heard.push(data.type));
        channel.port1.close = () => undefined;
        return channel;
      },
    });
  });
  return () => page.evaluate(() => /** @type {any} */ (globalThis).heard);
}

test("a signature: steps, content, consent, password, card, completion", async ({ scene }) => {
  const card = await scene.card();
  const asked = await ask(scene, "#sign", noteMessages);
  const { page, window, says } = asked;
  await window.press("allow");
  await window.screen("procedure");
  await expectNothingAsked(asked, "localhost");
  for (const step of ["署名する内容の確認", "情報提供への同意", "パスワードの入力とカードの読み取り", "署名用パスワード（4桁の暗証番号ではありません）"]) await says(step);
  await window.press("next");
  await window.screen("content");
  await expectNothingAsked(asked, "localhost");
  await expect(window.page.locator("#content-title")).toHaveText("住民票の写しの交付申請");
  for (const words of ["氏名", "見本 花子", "必要な通数"]) await expect(window.page.locator("#content-fields")).toContainText(words);
  await window.page.click("details.particulars summary");
  await expect(window.page.locator("#content-origin")).toHaveText(scene.pages.origin);
  const shownHash = String(await window.page.locator("#content-sha256").textContent()).replaceAll(" ", "");
  await window.press("next");
  await window.screen("consent");
  await expectNothingAsked(asked, "localhost");
  await expect(window.page.locator("#consent-origin")).toHaveText(scene.pages.origin);
  for (const item of ["電子署名", "署名用電子証明書", "氏名", "住所", "生年月日", "性別"]) await expect(window.page.locator("#consent-items")).toContainText(item);
  await expect(window.page.locator("#site-notice")).toContainText(NOTICE);
  expect(await card.exchanges(), "the card is not touched before the consent").toEqual([]);
  await window.press("grant");
  await window.screen("password");
  await window.page.locator("#pin").waitFor();
  await says("6～16文字");
  await says("5回続けて間違えるとカードがロックされ");
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "5");
  expect(verifies(await card.exchanges())).toEqual([]);
  await window.enter();
  await window.screen("done");
  await says("カードを取り外してかまいません");
  expect(await screens(window)).toEqual(["site", "procedure", "content", "consent", "password", "working", "done"]);
  const { content } = await scene.outcome(page);
  const hash = createHash("sha256").update(Buffer.from(content, "base64")).digest("hex");
  expect(shownHash, "the digest on the screen is that of what was signed").toBe(hash);
  await window.closed();
  expect(await asked.heard?.(), "the result comes once").toEqual(["result"]);
  await scene.settled(card);
});

test("a login: steps, PIN, card, consent, completion; no second PIN", async ({ scene }) => {
  const card = await scene.card();
  const asked = await ask(scene, "#log-in");
  const { page, window, says } = asked;
  await window.press("allow");
  await window.screen("procedure");
  await expectNothingAsked(asked, "localhost");
  await says("利用者証明用電子証明書の暗証番号（4桁の数字）");
  await expect(window.page.locator("#site-notice"), "before the PIN").toContainText(NOTICE);
  expect(await card.exchanges()).toEqual([]);
  await window.press("next");
  await window.screen("password");
  await window.page.locator("#pin").waitFor();
  await says("利用者証明用電子証明書の暗証番号（4桁）");
  await says("3回続けて間違えるとロックされ");
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "3");
  await window.enter(AUTH_PIN);
  await window.screen("consent");
  expect(await page.evaluate(() => /** @type {any} */ (globalThis).outcomes), "nothing before 許可").toEqual([]);
  await expect(window.page.locator("#consent-origin")).toHaveText(scene.pages.origin);
  await expect(window.page.locator("#consent-login")).toContainText("氏名、住所、生年月日、性別は含まれません");
  await expect(window.page.locator("[data-attribute]")).toHaveCount(0);
  await window.press("grant");
  await window.screen("done");
  await says("カードを取り外してかまいません");
  expect(await screens(window)).toEqual(["site", "procedure", "password", "working", "consent", "done"]);
  expect(JSON.stringify(await scene.outcome(page)), "the PIN stays in the window").not.toContain(`"${AUTH_PIN}"`);
  expect(verifies(await card.exchanges())).toHaveLength(1);
  await window.closed();
  await scene.settled(card);
});

test("a reading: guidance that says exactly what is read, PIN, card, consent, completion", async ({ scene }) => {
  const card = await scene.card();
  const asked = await ask(scene, "#read");
  const { window, says } = asked;
  await window.press("allow");
  await window.screen("explanation");
  await expectNothingAsked(asked, "localhost");
  const items = await window.page.locator("#reading-items > [data-attribute]").evaluateAll((all) => all.map((item) => /** @type {HTMLElement} */ (item).dataset["attribute"]));
  expect(items).toEqual(["name", "address", "birthDate", "sex"]);
  await says("マイナンバー（個人番号）と顔写真は読み取りません");
  await expect(window.page.locator("#site-purpose")).toContainText("申請書に書き写すため");
  await expect(window.page.locator("#site-notice")).toContainText(NOTICE);
  expect(await card.exchanges()).toEqual([]);
  await window.press("next");
  await window.screen("password");
  await window.page.locator("#pin").waitFor();
  await says("券面事項入力補助用の暗証番号（4桁）");
  await says("3回続けて間違えるとロックされ");
  await expect(window.page.locator("#submit")).toHaveText("読み取りを始める");
  for (const typed of ["567", "56789", "567a"]) {
    await window.enter(typed);
    await expect(window.page.locator("#pin")).toHaveAttribute("aria-invalid", "true");
  }
  expect(verifies(await card.exchanges())).toEqual([]);
  await window.enter(ATTRIBUTES_PIN);
  await window.screen("consent");
  await expect(window.page.locator("#consent-origin")).toHaveText(scene.pages.origin);
  await window.press("grant");
  await window.screen("done");
  await says("読み取りが完了しました");
  await says("カードを取り外してかまいません");
  expect(await screens(window)).toEqual(["site", "explanation", "password", "working", "consent", "done"]);
  await window.press("end");
  await window.closed();
  await scene.settled(card);
});

test("the person keeps a receipt, the content and the signature as files", async ({ scene }) => {
  const card = await scene.card();
  const { page, window } = await ask(scene, "#sign");
  await window.sign();
  /** @param {string} id */
  const kept = async (id) => {
    const downloading = window.page.waitForEvent("download");
    await window.press(id);
    const download = await downloading;
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };
  const [receipt, content, signature] = [await kept("receipt"), await kept("receipt-content"), await kept("receipt-signature")];
  const outcome = await scene.outcome(page);
  expect(content.bytes.toString("base64")).toBe(outcome.content);
  expect(signature.bytes.toString("base64")).toBe(outcome.signature);
  expect(signature.name).toBe(`${content.name}.p7s`);
  const text = receipt.bytes.toString();
  const digest = createHash("sha256").update(content.bytes).digest("hex");
  for (const fact of [scene.pages.origin, "住民票の写しの交付申請"]) expect(text).toContain(fact);
  expect(text.replaceAll(/\s/gu, "")).toContain(digest);
  expect(text).not.toContain(PASSWORD);
  expect((await cmsVerify({ signature: signature.bytes, content: content.bytes, anchors: card.anchors })).said).toContain("successful");
  await expect(window.page.locator("#countdown"), "who keeps something is not hurried").toBeHidden();
  await window.press("end");
  await window.closed();
  await scene.settled(card);
});
