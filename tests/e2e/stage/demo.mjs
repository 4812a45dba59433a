/** The demo site in a browser, as its visitors come to it. */
import { Site } from "./site.mjs";

/**
 * Starts the site, the browser where there is none, and opens a page.
 * @param {import("../fixtures.mjs").Scene} scene
 * @param {import("./card.mjs").Card} card whose CAs the site trusts
 * @param {string} path
 * @param {string[]} [more] arguments of the site
 */
export async function visit(scene, card, path, more) {
  const site = await Site.start({ anchors: card.anchors, more });
  scene.ending.push(site);
  if (!scene.context) await scene.browser();
  const page = await scene.browserContext.newPage();
  await page.goto(new URL(path, site.origin).href);
  await agree(page);
  return page;
}

/** Ticks both boxes, where the site asks for them before a form. @param {import("playwright-core").Page} page */
export async function agree(page) {
  if (!new URL(page.url()).pathname.endsWith("/consent")) return;
  for (const text of ["terms", "privacy"]) await page.check(`#agree-${text}`);
  await page.click("#next");
  await page.waitForURL((url) => !url.pathname.endsWith("/consent"));
}
