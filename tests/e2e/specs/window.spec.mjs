import { expect, test } from "../fixtures.mjs";
import { WINDOW_URL } from "../stage/paths.mjs";
import { until } from "../stage/until.mjs";

for (const step of ["procedure", "password"]) {
  test(`the window is closed at ${step}: the page hears it, nothing is left`, async ({ scene }) => {
    const card = await scene.card();
    const page = await scene.page();
    const window = await scene.ask(page);
    await window.walkTo(step);
    await window.page.close();
    expect((await scene.outcome(page)).code).toBe("window-closed");
    await scene.settled(card);
    await scene.signsAgain(page);
  });
}

test("the window is closed in mid-signature: the card is locked", async ({ scene }) => {
  const card = await scene.card("hanako", { knobs: { "ms-per-signature": "1000" } });
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await window.enter();
  await window.screen("working");
  await window.page.close();
  expect((await scene.outcome(page)).code).toBe("window-closed");
  await scene.settled(card);
  await scene.signsAgain(page);
});

test("the tab is closed: the window ends the session", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await page.close();
  expect(await window.code()).toBe("page-gone");
  await scene.settled(card);
  const next = await scene.page();
  await scene.signsAgain(next, 1);
});

test("the opener moves on: the window ends the session", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await page.goto(`${scene.pages.origin}/page?headers=plain&moved`);
  expect(await window.code()).toBe("page-gone");
  await scene.settled(card);
});

test("the browser is closed: the bridge ends and the card is locked", async ({ scene }) => {
  const card = await scene.card("hanako", { knobs: { "ms-per-signature": "1000" } });
  const browser = await scene.browser();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await window.enter();
  await window.screen("working");
  await browser.end();
  await scene.settled(card);
});

test("the opener leads the window elsewhere in mid-flow: a question, and the session ends", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await page.evaluate(() => {
    const open = globalThis.open.bind(globalThis);
    globalThis.open = (/** @type {any[]} */ ...how) => (/** @type {any} */ (globalThis).opened = open(...how));
  });
  const window = await scene.ask(page);
  // The person has pressed something in the window, so the browser asks.
  await window.walkTo("password");
  const question = window.page.waitForEvent("dialog");
  await page.evaluate((to) => void (/** @type {any} */ (globalThis).opened.location = to), `${scene.pages.otherOrigin}/page`);
  const dialog = await question;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.accept();
  expect((await scene.outcome(page)).code).toBe("window-closed");
  await scene.settled(card);
});

test("two tabs at once: each signs, one after the other", async ({ scene }) => {
  const card = await scene.card();
  const one = await scene.page();
  const two = await scene.page("plain", scene.pages.otherOrigin);
  const first = await scene.ask(one);
  await first.walkTo("password");
  await two.bringToFront();
  const second = await scene.ask(two);
  await second.walkTo("password");
  await expect(first.page.locator("#origin")).toContainText("localhost");
  await expect(second.page.locator("#origin")).toContainText("127.0.0.1");
  await first.enter();
  await first.screen("done");
  await second.enter();
  await second.screen("done");
  const [a, b] = [await scene.outcome(one), await scene.outcome(two)];
  expect(JSON.parse(Buffer.from(a.content, "base64").toString()).origin).toBe(scene.pages.origin);
  expect(JSON.parse(Buffer.from(b.content, "base64").toString()).origin).toBe(scene.pages.otherOrigin);
  await scene.settled(card);
});

test("two requests from one page: the second is refused, the first goes on", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("procedure");
  await page.bringToFront();
  await page.click("#sign");
  expect((await scene.outcome(page, 1)).code).toBe("request-pending");
  await window.sign();
  expect((await scene.outcome(page, 2)).format).toBe("cms-detached");
  await scene.settled(card);
});

test("the window in a frame refuses, also when the frame has an opener", async ({ scene }) => {
  await scene.browser();
  const page = await scene.browserContext.newPage();
  await page.goto(`${scene.pages.origin}/frame?of=about:blank`);
  await page.evaluate((url) => void open(url, "frame"), WINDOW_URL);
  // Its frame-ancestors makes the browser show an error of its own; where a browser ignored that, the window itself would say "framed".
  const frame = await until("the browser or the window refuses", async () => {
    const [, inner] = page.frames();
    const refused = inner?.url().startsWith("chrome-error:") || (await inner?.locator("[data-screen=framed]").count()) === 1;
    return refused ? inner : undefined;
  });
  expect(await frame.locator("#pin, #allow, #next").count()).toBe(0);
});

test("the window opened by hand explains itself", async ({ scene }) => {
  await scene.browser();
  const page = await scene.browserContext.newPage();
  await page.goto(WINDOW_URL);
  await page.locator("main#screen[data-screen=alone]").waitFor();
  expect(await page.locator("#pin").count()).toBe(0);
});

for (const language of /** @type {const} */ (["ja", "en"])) {
  test(`the language can be changed in the window: ${language}`, async ({ scene }) => {
    const card = await scene.card();
    const page = await scene.page();
    const window = await scene.ask(page);
    await window.walkTo("content");
    await window.press(`language-${language}`);
    await expect(window.page.locator("html")).toHaveAttribute("lang", language);
    await window.sign();
    await expect(window.page.locator("html")).toHaveAttribute("lang", language);
    await scene.settled(card);
  });
}
