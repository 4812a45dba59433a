/** A reader with keys of its own. Most have digits only: a signing password, which has letters, can be typed on the PC too. */
import { expect, test } from "../fixtures.mjs";
import { atPad } from "../stage/pad-bridge.mjs";
import { AUTH_PIN, PASSWORD } from "../stage/signing-window.mjs";

test("a signing password is typed on the PC, because the reader's keys may have no letters", async ({ scene }) => {
  const { card, page, window, opened } = await atPad(scene, "#sign", "000000");
  await expect(window.page.locator("#submit")).toHaveText("署名する");
  await window.page.fill("#pin", PASSWORD);
  await window.page.keyboard.press("Enter");
  await window.screen("done");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  expect(await opened()).toEqual([true]);
  await scene.settled(card);
});

test("a signing password is entered on the reader where its keys can", async ({ scene }) => {
  const { card, page, window, opened } = await atPad(scene, "#sign", PASSWORD);
  await window.press("submit-pad");
  await window.screen("done");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  expect(await opened()).toEqual([false]);
  await scene.settled(card);
});

test("a PIN of digits is entered on the reader only", async ({ scene }) => {
  const { card, page, window, opened } = await atPad(scene, "#log-in", AUTH_PIN);
  await expect(window.page.locator("#pin")).toBeHidden();
  await expect(window.page.locator("#submit-pad")).toHaveCount(0);
  await expect(window.page.locator("#submit")).toHaveText("カードリーダーで入力する");
  await window.press("submit");
  await window.screen("consent");
  await window.press("grant");
  expect((await scene.outcome(page)).result.token.format).toBe("jitsuin-authentication-v1");
  expect(await opened()).toEqual([false]);
  await scene.settled(card);
});
