/** A reader with keys of its own. Most have digits only: a signing password, which has letters, can be typed on the PC too. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "../fixtures.mjs";
import { padBridge } from "../stage/pad-bridge.mjs";
import { AUTH_PIN, PASSWORD } from "../stage/signing-window.mjs";

/**
 * A window before such a reader, at its PIN.
 * @param {import("../fixtures.mjs").Scene} scene @param {string} button @param {string} typed at the reader
 */
async function atPad(scene, button, typed) {
  const folder = await mkdtemp(join(tmpdir(), "jitsuin-pad-"));
  scene.ending.push({ end: () => rm(folder, { recursive: true, force: true }) });
  const log = join(folder, "asked.jsonl");
  const card = await scene.card();
  await scene.browser({ host: await padBridge(folder, typed, log) });
  const page = await scene.page();
  const window = await scene.ask(page, button);
  await window.walkTo("password");
  await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "ready");
  await expect(window.page.locator("#pin-pad")).toBeVisible();
  /** Whether the message that opened the card carried a PIN. */
  const opened = async () => {
    const asked = (await readFile(log, "utf8")).split("\n").filter(Boolean).map((line) => JSON.parse(line));
    return asked.filter(({ type }) => type === "open").map(({ fields }) => fields.includes("pin"));
  };
  return { card, page, window, opened };
}

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
