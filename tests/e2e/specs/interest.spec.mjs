/** What the window does while nobody presses anything: it closes by itself, it sleeps, it does not say things twice. */
import { expect, test } from "../fixtures.mjs";

test("who does anything in the window at its end is not hurried; the end is announced once", async ({ scene }) => {
  await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.sign();
  const countdown = window.page.locator("#countdown");
  await expect(countdown).toBeVisible();
  const said = String(await window.page.locator("#live").textContent());
  expect(said).toContain("自動的に閉じます");
  // The count goes on, and is not said again.
  const first = String(await countdown.textContent());
  await expect(countdown).not.toHaveText(first);
  await expect(window.page.locator("#live")).toHaveText(said);
  await window.page.keyboard.press("Shift");
  await expect(countdown).toBeHidden();
});

test("the button that keeps the window open gives the keyboard's attention back", async ({ scene }) => {
  await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.sign();
  await window.page.locator("#stay").focus();
  await expect(window.page.locator("#countdown")).toBeHidden();
  await expect(window.page.locator("#heading")).toBeFocused();
});

test("a button that gives something away does not hear the pointer for a moment when the window comes to the front", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("consent");
  const grant = window.page.locator("#grant");
  await expect(grant).toBeEnabled();
  await grant.focus();
  for (const [target, type] of /** @type {const} */ ([["window", "focus"], ["document", "visibilitychange"]])) {
    const asleep = await window.page.evaluate(([on, event]) => {
      (on === "window" ? globalThis : document).dispatchEvent(new Event(event));
      const button = /** @type {HTMLButtonElement} */ (document.getElementById("grant"));
      button.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 2 }));
      return button.classList.contains("asleep");
    }, [target, type]);
    expect(asleep, type).toBe(true);
    await expect(grant).toBeFocused();
    await expect(grant).not.toHaveClass(/asleep/u);
    expect(await window.screen("consent")).toBe("consent");
  }
  await window.press("grant");
  await window.screen("password");
  await window.press("cancel");
  await scene.settled(card);
});

test("what stands in the way is said once, and its button keeps the attention, however often the readers are looked at", async ({ scene }) => {
  await scene.card("blocked");
  const other = await scene.card("hanako", { slot: 1, inserted: false, knobs: { kind: "other" } });
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "pin-blocked");
  await window.page.locator("#card-status #end").focus();
  await window.page.evaluate(() => {
    const status = /** @type {HTMLElement} */ (document.getElementById("card-status"));
    Object.assign(globalThis, { said: 0 });
    new MutationObserver(() => (/** @type {any} */ (globalThis).said += 1)).observe(status, { childList: true, subtree: true, characterData: true });
  });
  await other.tell("insert");
  await expect.poll(async () => (await other.exchanges()).length, "it was looked at").toBeGreaterThan(0);
  await expect.poll(async () => (await other.state()).powered, "the look has ended").toBe(false);
  // The look is shown in the order of its messages: after this turn it has been.
  await expect.poll(() => window.page.evaluate(() => document.activeElement?.id)).toBe("end");
  expect(await window.page.evaluate(() => /** @type {any} */ (globalThis).said)).toBe(0);
  await window.press("end");
  expect((await scene.outcome(page)).code).toBe("pin-blocked");
});

for (const language of ["ja", "easy", "en"]) {
  test(`the end of a long host is on the screen: ${language}`, async ({ scene }) => {
    await scene.browser();
    const page = await scene.page();
    const window = await scene.ask(page);
    await window.screen("site");
    await window.press(`language-${language}`);
    const host = `www.city.example.lg.jp.${"a".repeat(60)}.${"b".repeat(60)}.${"c".repeat(40)}.evil.example`;
    expect(host.length).toBeGreaterThan(190);
    for (const width of [320, 760]) {
      await window.page.setViewportSize({ width, height: 800 });
      for (const selector of ["#origin strong", "#site-origin .host"]) {
        const right = await window.page.locator(selector).evaluate((element, text) => {
          // The browser's word for a page's origin; no name this long can be had here.
          const isolate = document.createElement("bdi");
          isolate.textContent = text;
          element.replaceChildren(isolate);
          const range = document.createRange();
          range.selectNodeContents(isolate);
          return Math.max(...[...range.getClientRects()].map((line) => line.right));
        }, host);
        expect(right, `${selector} at ${width}`).toBeLessThanOrEqual(width);
      }
      expect(await window.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
    await window.press("cancel").catch(() => undefined);
  });
}

test("whom to ask stands beside whatever is in the way of a PIN, and not before", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await page.evaluate(() => {
    const before = /** @type {any} */ (globalThis).options;
    Object.assign(globalThis, { options: () => ({ ...before(), contact: "市民課 03-0000-0000" }) });
  });
  const window = await scene.ask(page);
  await window.walkTo("password");
  await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "ready");
  const contact = window.page.locator("#site-contact");
  await expect(contact).toBeHidden();
  await card.tell("remove");
  await expect(contact).toBeVisible();
  await expect(contact).toContainText("市民課 03-0000-0000");
  await card.tell("insert");
  await expect(contact).toBeHidden();
  await window.enter("WRONG123");
  await expect(window.page.locator("#trouble")).toHaveAttribute("data-code", "pin-wrong");
  await expect(contact).toBeVisible();
  await window.enter();
  await window.screen("done");
});
