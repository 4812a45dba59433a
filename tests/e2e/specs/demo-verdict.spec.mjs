/** What the demo site's server decides, with the CAs' own responders: accepted, waiting, refused; known by login; and what staff sees. */
import { AxeBuilder } from "@axe-core/playwright";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, HOLDER, test } from "../fixtures.mjs";
import { CAS } from "../stage/card.mjs";
import { agree, visit } from "../stage/demo.mjs";
import { fillIn } from "../stage/juminhyo.mjs";
import * as paths from "../stage/paths.mjs";
import { Responder } from "../stage/responder.mjs";
import { AUTH_PIN, SigningWindow } from "../stage/signing-window.mjs";

const SCREENS = fileURLToPath(new URL("../output/screens/", import.meta.url));
const STAFF_PASSWORD = "mihon-city-staff";

/** @typedef {import("../fixtures.mjs").Scene} Scene */
/** @typedef {import("playwright-core").Page} Page */

const run = promisify(execFile);

/** A folder that goes with the scene. @param {Scene} scene */
async function folder(scene) {
  const made = await mkdtemp(join(tmpdir(), "jitsuin-verdict-"));
  scene.ending.push({ end: () => rm(made, { recursive: true, force: true }) });
  return made;
}

/** A card of CAs of its own: what is revoked here is revoked for nobody else. @param {Scene} scene */
async function ownCard(scene) {
  const made = await folder(scene);
  const [ca, card] = [join(made, "ca"), join(made, "card")];
  await run(paths.virtualCard, ["make", "--pki", paths.pki, "--holder", paths.holder(HOLDER), "--ca", ca, "--out", card]);
  return { ca, card: await scene.card(HOLDER, { folder: card }) };
}

/** The CAs' responders, and the arguments that make the site ask them. @param {Scene} scene @param {string} [ca] */
async function responders(scene, ca = CAS) {
  const responder = await Responder.start(ca);
  scene.ending.push(responder);
  return { responder, asks: ["--ocsp-sign", responder.ocsp.sign, "--ocsp-auth", responder.ocsp.auth] };
}

/** Fills the form in and signs it. @param {Scene} scene @param {Page} page */
async function apply(scene, page) {
  await fillIn(page);
  const window = await SigningWindow.openFrom(page, scene.browserContext);
  await window.sign();
  await window.press("end");
}

/** Logs in by the button of a page. @param {Scene} scene @param {Page} page @param {string} button */
async function logIn(scene, page, button) {
  const window = await SigningWindow.openFrom(page, scene.browserContext, button);
  await window.walkTo("password");
  await window.enter(AUTH_PIN);
  await window.screen("consent");
  await window.press("grant");
  await window.screen("done");
  await window.press("end");
}

/**
 * A page in both languages: axe-core finds nothing, and a picture is left under output/screens.
 * @param {Page} page
 * @param {string} name
 */
async function lookAt(page, name) {
  for (const language of ["ja", "en"]) {
    const address = new URL(page.url());
    address.searchParams.set("lang", language);
    await page.goto(address.href);
    const { violations, passes } = await new AxeBuilder({ page }).analyze();
    expect(passes.length, "axe-core looked at something").toBeGreaterThan(5);
    expect(violations.map(({ id, nodes }) => `${name} ${language}: ${id} ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`)).toEqual([]);
    await page.screenshot({ path: `${SCREENS}site-${name}.${language}.png`, fullPage: true });
  }
}

test("accepted with a live responder, then registered, then known by login alone", async ({ scene }) => {
  const card = await scene.card();
  const { asks } = await responders(scene);
  const page = await visit(scene, card, "/forms/juminhyo", asks);
  await apply(scene, page);
  await expect(page.locator("#status")).toHaveAttribute("data-status", "accepted");
  await expect(page.locator("#indication")).toHaveText("TOTAL-PASSED");
  await expect(page.locator(".asked").first()).toContainText("/sign/ocsp (ocsp)");

  // The other certificate of the same card, in the same session.
  await logIn(scene, page, "#link");
  await page.waitForURL((url) => url.pathname === "/members");
  await expect(page.locator("#status")).toHaveAttribute("data-status", "accepted");
  await expect(page.locator("#identity-name")).toContainText("霞");
  await page.click("#log-out");
  await page.waitForURL((url) => url.pathname === "/");

  await page.goto(new URL("/login", page.url()).href);
  const sent = page.waitForRequest((request) => request.url().endsWith("/api/logins"));
  await logIn(scene, page, "#log-in");
  await page.waitForURL((url) => url.pathname === "/members");
  for (const attribute of ["霞", "花子", "千代田", "1990"]) expect((await sent).postData()).not.toContain(attribute);
  await expect(page.locator("#identity-name")).toContainText("霞");
  await expect(page.locator("#identity-state")).toHaveAttribute("data-state", "good");
  await scene.settled(card);
});

test("nobody answers: pending with a reason, nobody is let in; asked again, accepted", async ({ scene }) => {
  const card = await scene.card();
  const { responder, asks } = await responders(scene);
  const page = await visit(scene, card, "/forms/juminhyo", asks);
  const port = new URL(responder.ocsp.sign).port;
  await responder.end();
  await apply(scene, page);
  await expect(page.locator("#status")).toHaveAttribute("data-status", "pending");
  await expect(page.locator("#status")).toHaveAttribute("data-reason", "revocation-unavailable");
  const record = page.url();
  await lookAt(page, "pending");
  await page.goto(new URL("/login?lang=ja", record).href);
  await logIn(scene, page, "#log-in");
  await expect(page.locator("#outcome")).toHaveAttribute("data-code", "revocation-unknown");

  scene.ending.push(await Responder.start(CAS, { port }));
  await page.goto(record);
  await page.click("#check-now");
  await expect(page.locator("#status")).toHaveAttribute("data-status", "accepted");
  await scene.settled(card);
});

test("moved: the signing certificate is refused with the reason, and the login still works and says why", async ({ scene }) => {
  const { ca, card } = await ownCard(scene);
  const { responder, asks } = await responders(scene, ca);
  const page = await visit(scene, card, "/forms/juminhyo", asks);
  await apply(scene, page);
  await expect(page.locator("#status")).toHaveAttribute("data-status", "accepted");
  await logIn(scene, page, "#link");
  await page.waitForURL((url) => url.pathname === "/members");

  await responder.revoke(HOLDER, "sign", "affiliationChanged");
  await page.goto(new URL("/forms/juminhyo", page.url()).href);
  await agree(page);
  await apply(scene, page);
  await expect(page.locator("#outcome")).toHaveAttribute("data-code", "signature-revoked");
  await expect(page.locator("#outcome-then")).toContainText("住所や氏名が変わっている可能性");

  await page.goto(new URL("/login", page.url()).href);
  await logIn(scene, page, "#log-in");
  await page.waitForURL((url) => url.pathname === "/members");
  await expect(page.locator("#status")).toHaveAttribute("data-status", "accepted");
  await expect(page.locator("#moved")).toHaveAttribute("data-reason", "affiliationChanged");
  await lookAt(page, "member-moved");
  await scene.settled(card);
});

test("staff: list, one application with its evidence, 現況確認, erase", async ({ scene }) => {
  const { ca, card } = await ownCard(scene);
  const { responder, asks } = await responders(scene, ca);
  const password = join(await folder(scene), "staff");
  const hashed = run(paths.demoSite, ["--hash-staff-password"]);
  hashed.child.stdin?.end(`${STAFF_PASSWORD}\n`);
  await writeFile(password, (await hashed).stdout);
  const page = await visit(scene, card, "/forms/juminhyo", [...asks, "--staff-password-file", password]);
  await apply(scene, page);
  await expect(page.locator("#status")).toHaveAttribute("data-status", "accepted");

  await page.goto(new URL("/staff", page.url()).href);
  await page.fill("#password", "not the password");
  await page.click("#enter");
  await expect(page.locator("#password-error")).toBeVisible();
  await page.fill("#password", STAFF_PASSWORD);
  await page.click("#enter");
  await expect(page.locator("#applications tr[data-number='1']")).toHaveAttribute("data-status", "accepted");
  await page.selectOption("#status", "pending");
  await page.click("#filter");
  await expect(page.locator("#nothing")).toBeVisible();
  await page.selectOption("#status", "");
  await page.fill("#q", "花子");
  await page.click("#filter");
  await page.click("#applications tr[data-number='1'] a");
  await expect(page.locator("#matching tr[data-result^='same']")).toHaveCount(3);
  await expect(page.locator("#mode")).toHaveText("test");
  const evidence = new URL(String(await page.getAttribute("#download-signature", "href")), page.url());
  expect((await (await page.request.get(evidence.href)).body()).subarray(0, 2).toString("hex")).toBe("3082");

  await responder.revoke(HOLDER, "sign", "affiliationChanged");
  await page.click("#check-now");
  await expect(page.locator("#state")).toContainText("失効しています");
  await expect(page.locator("#status")).toHaveAttribute("data-status", "accepted");
  await page.check("#sure");
  await page.click("#erase");
  await expect(page.locator("#nothing")).toBeVisible();
});

/** Every page of the site that a person comes to by itself, in both languages. */
test("the pages of the demo site: axe-core finds nothing", async ({ scene }) => {
  test.setTimeout(240_000);
  const card = await scene.card();
  const { asks } = await responders(scene);
  const password = join(await folder(scene), "staff");
  const hashed = run(paths.demoSite, ["--hash-staff-password"]);
  hashed.child.stdin?.end(`${STAFF_PASSWORD}\n`);
  await writeFile(password, (await hashed).stdout);
  const page = await visit(scene, card, "/", [...asks, "--staff-password-file", password]);
  const { origin } = new URL(page.url());
  /** @param {string} name */
  const look = (name) => lookAt(page, name);
  await look("top");
  await page.goto(`${origin}/forms/juminhyo`);
  await look("consent");
  await agree(page);
  await look("form");
  await page.goto(`${origin}/forms/juminhyo?lang=ja`);
  await apply(scene, page);
  await expect(page.locator("#status")).toHaveAttribute("data-status", "accepted");
  await look("accepted");
  await logIn(scene, page, "#link");
  await page.waitForURL((url) => url.pathname === "/members");
  await look("member");
  await page.goto(`${origin}/login`);
  await look("login");
  await page.goto(`${origin}/staff`);
  await look("staff-login");
  await page.fill("#password", STAFF_PASSWORD);
  await page.click("#enter");
  await page.locator("#applications").waitFor();
  await look("staff-list");
  await page.click("#applications tr[data-number='1'] a");
  await page.locator("#evidence").waitFor();
  await look("staff-record");
});
