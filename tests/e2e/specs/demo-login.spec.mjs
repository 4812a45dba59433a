/** The login page of the demo site, and what comes of each way through the window. */
import { expect, test } from "../fixtures.mjs";
import { visit } from "../stage/demo.mjs";
import { AUTH_PIN, SigningWindow } from "../stage/signing-window.mjs";
import { until } from "../stage/until.mjs";

/** Logs in, up to the member's page. @param {import("../fixtures.mjs").Scene} scene @param {import("playwright-core").Page} page */
async function logIn(scene, page) {
  const window = await SigningWindow.openFrom(page, scene.browserContext, "#log-in");
  await window.walkTo("password");
  await window.enter(AUTH_PIN);
  await window.screen("consent");
  await window.press("grant");
  await window.screen("done");
  await window.press("end");
  await page.waitForURL((url) => url.pathname === "/members");
}

/** @param {import("playwright-core").Page} page */
const pseudonym = (page) => page.locator("#pseudonym").textContent();

test("logged in: a pseudonym that is the same next time, and another for another card; no name anywhere", async ({ scene }) => {
  const card = await scene.card();
  const page = await visit(scene, card, "/login");
  await logIn(scene, page);
  await expect(page.locator("#status")).toHaveAttribute("data-status", "pending");
  await expect(page.locator("#revocation")).toContainText("していません");
  await expect(page.locator("#indication")).toContainText("INDETERMINATE");
  await expect(page.locator("#visits")).toHaveText("1");
  await expect(page.locator("#no-attributes")).toBeVisible();
  const content = await page.content();
  for (const fact of ["霞", "花子", "千代田"]) expect(content).not.toContain(fact);
  const first = await pseudonym(page);
  expect(first).toMatch(/\S{16}/u);

  await page.goto(new URL("/login", page.url()).href);
  await logIn(scene, page);
  expect(await pseudonym(page)).toBe(first);
  await expect(page.locator("#visits")).toHaveText("2");

  await card.tell("remove");
  const other = await scene.card("long-address");
  await page.goto(new URL("/login", page.url()).href);
  await logIn(scene, page);
  expect(await pseudonym(page)).not.toBe(first);
  await expect(page.locator("#visits")).toHaveText("1");
  await scene.settled(other);
});

for (const step of /** @type {const} */ (["procedure", "password", "consent"])) {
  test(`cancelled at ${step}: the page says so, and the next attempt is the first login`, async ({ scene }) => {
    const card = await scene.card();
    const page = await visit(scene, card, "/login");
    const window = await SigningWindow.openFrom(page, scene.browserContext, "#log-in");
    await window.walkTo(step === "consent" ? "password" : step);
    if (step === "consent") await window.enter(AUTH_PIN);
    await window.screen(step);
    await window.press("cancel");
    await window.closed();
    await expect(page.locator("#outcome")).toHaveAttribute("data-code", "cancelled");
    await expect(page.locator("#outcome-title")).toHaveText("ログインできませんでした");
    await expect(page.locator("#outcome-what")).not.toBeEmpty();
    await logIn(scene, page);
    await expect(page.locator("#visits")).toHaveText("1");
    await scene.settled(card);
  });
}

test("consent denied: the site learns that alone, and can be asked again", async ({ scene }) => {
  const card = await scene.card();
  const page = await visit(scene, card, "/login");
  /** @type {string[]} */
  const sent = [];
  page.on("request", (request) => sent.push(new URL(request.url()).pathname));
  const window = await SigningWindow.openFrom(page, scene.browserContext, "#log-in");
  await window.walkTo("password");
  await window.enter(AUTH_PIN);
  await window.screen("consent");
  await window.press("deny");
  await window.closed();
  await expect(page.locator("#outcome")).toHaveAttribute("data-code", "consent-denied");
  await expect(page.locator("#outcome-then")).toContainText("もう一度");
  expect(sent).toContain("/api/requests");
  expect(sent).not.toContain("/api/logins");
  await logIn(scene, page);
  await expect(page.locator("#visits")).toHaveText("1");
  await scene.settled(card);
});

test("a wrong PIN once, then the right one: logged in, three tries again", async ({ scene }) => {
  const card = await scene.card();
  const page = await visit(scene, card, "/login");
  const window = await SigningWindow.openFrom(page, scene.browserContext, "#log-in");
  await window.walkTo("password");
  await window.enter("9999");
  await expect(window.page.locator("#trouble")).toHaveAttribute("data-code", "pin-wrong");
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "2");
  await expect(page.locator("#outcome")).toBeHidden();
  await window.enter(AUTH_PIN);
  await window.screen("consent");
  await window.press("grant");
  await expect(page.locator("#status")).toHaveAttribute("data-status", "pending");
  expect((await card.state()).tries.auth).toBe(3);
  await scene.settled(card);
});

test("the page's own stop closes the window", async ({ scene }) => {
  const card = await scene.card();
  const page = await visit(scene, card, "/login");
  const window = await SigningWindow.openFrom(page, scene.browserContext, "#log-in");
  await window.walkTo("password");
  await expect(page.locator("#progress")).not.toBeEmpty();
  await page.click("#stop");
  await window.closed();
  await expect(page.locator("#outcome")).toHaveAttribute("data-code", "aborted");
  await expect(page.locator("#stop")).toBeHidden();
  await expect(page.locator("#progress")).toBeEmpty();
  await logIn(scene, page);
  await scene.settled(card);
});

test("logged out: the member's page leads to the login again", async ({ scene }) => {
  const card = await scene.card();
  const page = await visit(scene, card, "/login");
  await logIn(scene, page);
  const members = page.url();
  await page.reload();
  await expect(page.locator("#pseudonym"), "the session lasts").not.toBeEmpty();
  await page.click("#log-out");
  await page.goto(members);
  await page.waitForURL((url) => url.pathname === "/login");
  await scene.settled(card);
});

test("without the extension the page says so before and after the press", async ({ scene }) => {
  const card = await scene.card();
  await scene.browser({ extension: false });
  const page = await visit(scene, card, "/login");
  await expect(page.locator("#extension-notice")).toBeVisible();
  await page.click("#log-in");
  await expect(page.locator("#outcome")).toHaveAttribute("data-code", "extension-missing");
  await until("the button is ready again", async () => (await page.getAttribute("#log-in", "aria-disabled")) === "false");
  expect(await card.exchanges()).toEqual([]);
});
