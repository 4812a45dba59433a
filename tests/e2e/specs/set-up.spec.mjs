import { expect, test } from "../fixtures.mjs";
import { register } from "../stage/browser.mjs";
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
