import { expect, test } from "../fixtures.mjs";
import { visit } from "../stage/demo.mjs";
import { fillIn, typedName } from "../stage/juminhyo.mjs";
import { SigningWindow } from "../stage/signing-window.mjs";

/** The form, filled in. @param {import("../fixtures.mjs").Scene} scene @param {import("../stage/card.mjs").Card} card */
async function visitForm(scene, card) {
  const page = await visit(scene, card, "/forms/juminhyo");
  await fillIn(page);
  return page;
}

test("住民票の写しの交付申請: filled in, signed, verified again, pending because revocation is not checked", async ({ scene }) => {
  const card = await scene.card();
  const page = await visitForm(scene, card);
  const window = await SigningWindow.openFrom(page, scene.browserContext);
  // What is typed now would not be what is signed.
  await expect(page.locator(".form-section:has(#applicant-name)")).toHaveAttribute("inert");
  await expect(page.locator("#progress")).toContainText("入力欄は変えられません");
  await window.sign();
  await window.press("end");
  await expect(page.locator("#status")).toHaveAttribute("data-status", "pending");
  await expect(page.locator("#revocation")).toContainText("失効の確認：していません");
  await expect(page.locator("#indication")).toContainText("INDETERMINATE");
  await expect(page.locator("#signer-name")).toContainText("霞");
  await scene.settled(card);

  // The same form a second time: the answer could have been lost. It is the same application.
  const address = page.url();
  const [content, signature] = await Promise.all(
    ["application.json", "application.p7s"].map(async (file) => (await page.request.get(`${address}/${file}`.replace(/\?[^/]*/, ""))).body()),
  );
  const again = JSON.stringify({ content: content?.toString("base64"), signature: signature?.toString("base64") });
  const replay = await page.evaluate(async (/** @type {string} */ body) => {
    const response = await fetch("/api/applications", { method: "POST", headers: { "content-type": "application/json" }, body });
    return { status: response.status, ...(await response.json()) };
  }, again);
  expect(replay.status).toBe("pending");
  expect(address).toContain(replay.id);
});

test("an interrupted signature loses nothing that was typed", async ({ scene }) => {
  const card = await scene.card();
  const page = await visitForm(scene, card);
  const first = await SigningWindow.openFrom(page, scene.browserContext);
  await first.walkTo("password");
  await first.press("cancel");
  await expect(page.locator("#outcome")).toHaveAttribute("data-code", "cancelled");
  expect(await typedName(page)).toBe(true);
  const second = await SigningWindow.openFrom(page, scene.browserContext);
  await second.sign();
  await second.press("end");
  await expect(page.locator("#status")).toHaveAttribute("data-status", "pending");
  await scene.settled(card);
});

test("without the extension the form says so calmly", async ({ scene }) => {
  const card = await scene.card();
  await scene.browser({ extension: false });
  const page = await visit(scene, card, "/forms/juminhyo");
  await expect(page.locator("#extension-notice")).toBeVisible();
});
