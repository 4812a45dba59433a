import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "../fixtures.mjs";
import { register, script } from "../stage/browser.mjs";
import * as paths from "../stage/paths.mjs";

test("set-up: says what is missing, goes on by itself, and keeps what was typed", async ({ scene }) => {
  const card = await scene.card("hanako", { inserted: false });
  const { profile } = await scene.browser({ host: null });
  const page = await scene.page();
  await page.fill("#typed", "typed before");
  const window = await scene.ask(page, "#set-up");
  await window.screen("site", "welcome");
  if (await window.page.locator("#allow").count()) await window.press("allow");
  for (const screen of ["welcome", "terms", "prepare"]) {
    await window.screen(screen);
    for (const box of await window.page.locator("#screen input[type=checkbox]").all()) await box.check();
    await window.press("next");
  }
  await window.screen("check-up");
  const parts = window.page.locator("#parts");
  await expect(parts).toHaveAttribute("data-missing", "bridge-missing");
  await register(profile, paths.bridge);
  await expect(parts).toHaveAttribute("data-missing", "no-card", { timeout: 20_000 });
  await card.tell("insert");
  await expect(parts).toHaveAttribute("data-missing", "", { timeout: 20_000 });
  await window.press("finish");
  expect((await scene.outcome(page)).code).toBeUndefined();
  expect(await page.inputValue("#typed")).toBe("typed before");
  await scene.settled(card);
});

test("set-up says only what can be done there, also of a bridge that does not stay", async ({ scene }) => {
  const folder = await mkdtemp(join(tmpdir(), "jitsuin-broken-"));
  scene.ending.push({ end: () => rm(folder, { recursive: true, force: true }) });
  const { profile } = await scene.browser({ host: await script(folder, "broken", "#!/bin/sh\nexit 1\n") });
  const page = await scene.page();
  const window = await scene.ask(page, "#set-up");
  await window.screen("site");
  await window.press("allow");
  for (const screen of ["welcome", "terms", "prepare"]) {
    await window.screen(screen);
    for (const box of await window.page.locator("#screen input[type=checkbox]").all()) await box.check();
    await window.press("next");
  }
  await window.screen("check-up");
  await expect(window.page.locator("#parts")).toHaveAttribute("data-missing", "bridge-failed", { timeout: 20_000 });
  await expect(window.page.locator("#part-bridge")).toContainText("自動でもう一度確認しています");
  await expect(window.page.locator("#screen")).not.toContainText("もう一度試す");
  await expect(window.page.locator("#screen")).not.toContainText("自動で次に進みます");
  await scene.card();
  await register(profile, paths.bridge);
  await expect(window.page.locator("#parts")).toHaveAttribute("data-missing", "", { timeout: 20_000 });
  await expect(window.page.locator("#verdict")).toContainText("「完了する」を押してください");
  await window.press("finish");
  expect((await scene.outcome(page)).code).toBeUndefined();
});

test("set-up lists its steps, asks for two agreements, and names every PIN; the next one asks for no agreement again", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page, "#set-up");
  const shown = window.page.locator("#screen");
  await window.screen("site");
  await window.press("allow");
  await window.screen("welcome");
  for (const step of ["利用条件と個人情報の確認", "用意するもの", "パソコンの確認"]) await expect(shown).toContainText(step);
  await window.press("next");
  await window.screen("terms");
  const next = window.page.locator("#next");
  await expect(next).toBeDisabled();
  await window.page.check("#agree-terms");
  await expect(next).toBeDisabled();
  await window.page.check("#agree-privacy");
  await expect(next).toBeEnabled();
  await window.page.uncheck("#agree-terms");
  await expect(next).toBeDisabled();
  const kept = () => window.page.evaluate(() => localStorage.getItem("jitsuin.agreement"));
  expect(await kept()).toBeNull();
  await window.page.check("#agree-terms");
  await window.press("next");
  await window.screen("prepare");
  expect(await kept(), "the version, and when").toMatch(/^\d+ \d{4}-\d\d-\d\dT/u);
  for (const pin of ["署名用パスワード（6～16文字の英数字）", "利用者証明用の暗証番号（4桁の数字）", "券面事項入力補助用の暗証番号（4桁の数字）"]) await expect(shown).toContainText(pin);
  await window.press("next");
  await window.screen("check-up");
  await expect(window.page.locator("#parts")).toHaveAttribute("data-missing", "", { timeout: 20_000 });
  await window.press("finish");
  await window.closed();
  const again = await scene.ask(page, "#set-up");
  await again.screen("welcome");
  await again.press("next");
  expect(await again.screen("terms", "prepare")).toBe("prepare");
  await again.press("cancel");
  await again.closed();
  await scene.settled(card);
});
