import { expect, test } from "../fixtures.mjs";
import { verifies } from "../stage/wire.mjs";

for (const step of ["procedure", "content", "consent", "password"]) {
  test(`cancel at ${step}: nothing was sent that uses a try, and the next attempt works`, async ({ scene }) => {
    const card = await scene.card();
    const page = await scene.page();
    await page.fill("#typed", "still here");
    const window = await scene.ask(page);
    await window.walkTo(step);
    await window.press("cancel");
    expect((await scene.outcome(page)).code).toBe("cancelled");
    await window.closed();
    await scene.settled(card);
    expect((await card.exchanges()).filter(({ header, sent }) => header === "0020009b" && sent > 4)).toEqual([]);
    expect(await page.inputValue("#typed")).toBe("still here");
    await scene.signsAgain(page);
  });
}

for (const [button, step] of /** @type {const} */ ([
  ["#log-in", "procedure"],
  ["#log-in", "password"],
  ["#read", "explanation"],
  ["#read", "password"],
])) {
  test(`cancel at ${step} after ${button}: no PIN reaches the card`, async ({ scene }) => {
    const card = await scene.card();
    const page = await scene.page();
    const window = await scene.ask(page, button);
    await window.walkTo(step);
    if (step === "password") await window.page.fill("#pin", "1234");
    await window.press("cancel");
    expect((await scene.outcome(page)).code).toBe("cancelled");
    await window.closed();
    expect(verifies(await card.exchanges())).toEqual([]);
    await scene.settled(card);
  });
}

test("refuse to give: the site learns only that", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("consent");
  await window.press("deny");
  const outcome = await scene.outcome(page);
  expect(outcome.code).toBe("consent-denied");
  expect(outcome.facts).toEqual({});
  await scene.settled(card);
  await scene.signsAgain(page);
});

test("the page's AbortSignal ends everything", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await page.evaluate(() => {
    const controller = new AbortController();
    Object.assign(window, { controller, settings: { signal: controller.signal } });
  });
  const window = await scene.ask(page);
  await window.walkTo("password");
  await page.evaluate(() => /** @type {any} */ (window).controller.abort());
  expect((await scene.outcome(page)).code).toBe("aborted");
  await window.closed();
  await scene.settled(card);
  await page.evaluate(() => Object.assign(window, { settings: {} }));
  await scene.signsAgain(page);
});

test("the options' promise rejects: the caller's own reason comes back", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await page.evaluate(() => {
    /** @type {any} */ (window).good = /** @type {any} */ (window).options;
    /** @type {any} */ (window).options = () => Promise.reject(new Error("the server is away"));
  });
  const window = await scene.ask(page);
  expect((await scene.outcome(page)).message).toContain("the server is away");
  await window.closed();
  await scene.settled(card);
  await page.evaluate(() => (/** @type {any} */ (window).options = /** @type {any} */ (window).good));
  await scene.signsAgain(page);
});
