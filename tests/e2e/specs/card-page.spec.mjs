import { readFile } from "node:fs/promises";
import { X509Certificate } from "node:crypto";
import { expect, test } from "../fixtures.mjs";
import { CARD_PAGE_URL, CardPage } from "../stage/card-page.mjs";
import { until } from "../stage/until.mjs";
import { verifies } from "../stage/wire.mjs";

/** @param {{ scene: any }} scene @param {string} [section] */
async function open({ scene }, section) {
  if (!scene.context) await scene.browser();
  return CardPage.open(scene.browserContext, section);
}

/** How many VERIFY commands carried a PIN. @param {import("../stage/card.mjs").Card} card */
async function tried(card) {
  return verifies(await card.exchanges()).length;
}

test("the authentication certificate is shown without a PIN: its five fields and its end", async ({ scene }) => {
  const card = await scene.card();
  const page = await open({ scene });
  await page.ready();
  for (const name of ["issuer", "validity", "issued", "serial", "public-key"]) await expect(page.field("auth", name)).not.toBeEmpty();
  expect(await page.locator("#fields-auth [data-field]").count()).toBe(5);
  await expect(page.field("auth", "issuer")).toContainText("JPKI for user authentication");
  await expect(page.locator("#validity-auth")).toHaveAttribute("data-validity", "good");
  expect(Number(await page.locator("#validity-auth").getAttribute("data-days"))).toBeGreaterThan(1000);
  expect(await tried(card)).toBe(0);
  await page.page.close();
  await scene.settled(card);
});

test("the signing certificate is shown after its password: nine fields; both are saved as PEM and DER", async ({ scene }) => {
  const card = await scene.card();
  const page = await open({ scene });
  await page.ready();
  await page.readSign();
  await expect(page.field("sign", "name")).toHaveText("霞　花子");
  for (const name of ["birth-date", "sex", "address", "issuer", "validity", "issued", "serial", "public-key"]) await expect(page.field("sign", name)).not.toBeEmpty();
  expect(await page.locator("#fields-sign [data-field]").count()).toBe(9);
  expect(await tried(card)).toBe(1);
  for (const which of ["sign", "auth"]) {
    const saved = [];
    for (const form of ["pem", "der"]) {
      const downloading = page.page.waitForEvent("download");
      await page.page.click(`#save-${form}-${which}`);
      const download = await downloading;
      saved.push(new X509Certificate(await readFile(await download.path())));
    }
    expect(saved[0]?.fingerprint256).toBe(saved[1]?.fingerprint256);
    const serial = await page.field(/** @type {"sign" | "auth"} */ (which), "serial").textContent();
    expect(saved[0]?.serialNumber).toBe(serial);
  }
  await page.page.close();
  await scene.settled(card);
});

test("what was read of one card is not shown for the next", async ({ scene }) => {
  const card = await scene.card();
  const page = await open({ scene });
  await page.ready();
  await page.readSign();
  await expect(page.field("sign", "name")).toHaveText("霞　花子");
  await card.tell("remove");
  await expect(page.locator("#card-status")).toHaveAttribute("data-state", "no-card");
  await expect(page.locator("#fields-sign")).toBeHidden();
  await card.tell("insert");
  await page.ready();
  await expect(page.locator("#sign-form")).toBeVisible();
  await expect(page.locator("#fields-sign")).toHaveCount(0);
});

test("substituted characters are marked and explained; a date of birth may be known in part", async ({ scene }) => {
  await scene.card("substituted");
  const page = await open({ scene });
  await page.ready();
  await page.readSign();
  await expect(page.field("sign", "name").locator(".substituted")).toHaveText(["邉", "髙"]);
  await expect(page.locator("#substituted li")).toHaveCount(4);
  await expect(page.field("sign", "birth-date")).toHaveText("1941年（ほかは不明）");
  await expect(page.field("sign", "sex")).toHaveText("不明");
});

test("certificates that have ended are said to have", async ({ scene }) => {
  await scene.card("expired");
  const page = await open({ scene });
  await page.ready();
  await expect(page.locator("#validity-auth")).toHaveAttribute("data-validity", "expired");
});

test("a child's card: no signing certificate, explained", async ({ scene }) => {
  await scene.card("child");
  const page = await open({ scene });
  await page.ready();
  await expect(page.locator("#certificate-sign")).toHaveAttribute("data-state", "absent");
  await expect(page.locator("#sign-form")).toHaveCount(0);
  await expect(page.locator("#fields-auth")).toBeVisible();
});

test("a telephone's token: its authentication certificate is behind its PIN, explained", async ({ scene }) => {
  await scene.card("hanako", { knobs: { phone: "on" } });
  const page = await open({ scene });
  await page.ready();
  await expect(page.locator("#certificate-auth")).toHaveAttribute("data-state", "unread");
  await page.page.click("#nav-pins");
  await expect(page.locator("#tries-attributes")).toHaveAttribute("data-tries", "null");
  await expect(page.locator("#change-attributes")).toBeHidden();
});

test("a wrong password costs one try and says how many are left", async ({ scene }) => {
  const card = await scene.card();
  const page = await open({ scene });
  await page.ready();
  await page.readSign("KASUMI89");
  await expect(page.locator("#trouble")).toHaveAttribute("data-code", "pin-wrong");
  await expect(page.locator("#tries-sign")).toHaveAttribute("data-tries", "4");
  await page.readSign("1234");
  await expect(page.locator("#pin-error")).toHaveAttribute("data-fault", "four-digits");
  expect(await tried(card)).toBe(1);
  await page.page.close();
  await scene.settled(card, 4);
});

test("sites are listed, taken back and blocked", async ({ scene }) => {
  await scene.card();
  await scene.browser();
  const page = await CardPage.open(scene.browserContext, "sites");
  await expect(page.locator("#sites-allowed li")).toHaveCount(0);
  await page.page.evaluate(() => {
    const since = "2026-04-01T00:00:00.000Z";
    localStorage.setItem("jitsuin.sites", JSON.stringify([["https://city.example", { decision: "allowed", since }], ["https://bank.example", { decision: "allowed", since }], ["https://bad.example", { decision: "blocked", since }]]));
  });
  await page.page.reload();
  await page.page.click('#sites-allowed li[data-origin="https://city.example"] .revoke');
  await expect(page.locator("#sites-allowed li")).toHaveCount(1);
  await page.page.click('#sites-allowed li[data-origin="https://bank.example"] .block');
  await expect(page.locator("#sites-blocked li")).toHaveCount(2);
  await page.page.click('#sites-blocked li[data-origin="https://bad.example"] .revoke');
  const kept = await page.page.evaluate(() => JSON.parse(localStorage.getItem("jitsuin.sites") ?? "[]").map((/** @type {[string, { decision: string }]} */ [origin, { decision }]) => [origin, decision]));
  expect(kept).toEqual([["https://bank.example", "blocked"]]);
});

test("a page cannot open or frame the card page", async ({ scene }) => {
  await scene.browser();
  const page = await scene.page();
  const before = scene.browserContext.pages().length;
  await page.evaluate((url) => void window.open(url), CARD_PAGE_URL);
  const opened = await until("the page's window is there", () => scene.browserContext.pages()[before]);
  expect(opened.url()).not.toContain("card.html");
  expect(await opened.locator("#screen").count()).toBe(0);
  await page.goto(`${scene.pages.origin}/frame?of=${encodeURIComponent(CARD_PAGE_URL)}`);
  const frame = await until("the frame is there", () => page.frames()[1]);
  expect(await frame.locator("#screen").count()).toBe(0);
});

test("the toolbar's page opens the card page in a tab", async ({ scene }) => {
  await scene.browser();
  const toolbar = await scene.browserContext.newPage();
  // It closes itself, perhaps before it has loaded.
  void toolbar.goto(CARD_PAGE_URL.replace("card.html", "toolbar.html")).catch(() => undefined);
  await until("the card page is open", () => scene.browserContext.pages().some((page) => page.url().startsWith(CARD_PAGE_URL)));
});

test("no bridge: said, and found at the next attempt", async ({ scene }) => {
  await scene.browser({ host: null });
  const page = await CardPage.open(scene.browserContext);
  await expect(page.locator("#card-status")).toHaveAttribute("data-state", "bridge-missing");
  await page.page.click("#again");
  await expect(page.locator("#card-status")).toHaveAttribute("data-state", "bridge-missing");
});

test("the page looks at no file of the card that it does not show", async ({ scene }) => {
  const card = await scene.card();
  const page = await open({ scene });
  await page.ready();
  await page.readSign();
  await page.field("sign", "name").waitFor();
  await page.page.goto(`${CARD_PAGE_URL}#pins/attributes`);
  await page.ready();
  await page.change("5678", "8520");
  await page.locator("#changed").waitFor();
  let application = "";
  for (const { select } of await card.exchanges()) {
    if (select === undefined) continue;
    if (select.length > 4) application = select;
    expect(select, "the surface application").not.toMatch(/^D392100031000101040[12]$/);
    if (application === "D3921000310001010408") expect(["D3921000310001010408", "0011"]).toContain(select);
  }
});

test("the list of sites follows what another window decides, and does not take the keyboard's attention away for anything else", async ({ scene }) => {
  await scene.browser();
  const page = await CardPage.open(scene.browserContext, "sites");
  const other = await CardPage.open(scene.browserContext, "sites");
  /** @param {Record<string, "allowed" | "blocked">} sites */
  const decide = (sites) =>
    other.page.evaluate((decided) => localStorage.setItem("jitsuin.sites", JSON.stringify(Object.entries(decided).map(([origin, decision]) => [origin, { decision, since: "2026-04-01T00:00:00Z" }]))), sites);
  await decide({ "https://one.example.jp": "allowed" });
  const revoke = page.locator('[data-origin="https://one.example.jp"] .revoke');
  await revoke.focus();
  const mark = () => page.page.evaluate(() => document.querySelector("#sites-allowed")?.getAttribute("data-mark"));
  await page.page.evaluate(() => document.querySelector("#sites-allowed")?.setAttribute("data-mark", "same"));
  // Something else is kept, and the page hears of it.
  await page.page.evaluate(() => addEventListener("storage", () => Object.assign(globalThis, { told: true })));
  await other.page.evaluate(() => localStorage.setItem("jitsuin.other", "x"));
  await expect.poll(() => page.page.evaluate(() => /** @type {any} */ (globalThis).told)).toBe(true);
  expect(await mark()).toBe("same");
  await expect(revoke).toBeFocused();
  await decide({ "https://one.example.jp": "allowed", "https://two.example.jp": "blocked" });
  await page.locator('[data-origin="https://two.example.jp"]').waitFor();
  expect(await mark()).toBeNull();
  await expect(revoke).toBeFocused();
});
