/** The demo site in a browser, as its visitors come to it. */
import { Site } from "./site.mjs";

/**
 * Starts the site, the browser where there is none, and opens a page.
 * @param {import("../fixtures.mjs").Scene} scene
 * @param {import("./card.mjs").Card} card whose CAs the site trusts
 * @param {string} path
 */
export async function visit(scene, card, path) {
  const site = await Site.start({ anchors: card.anchors });
  scene.ending.push(site);
  if (!scene.context) await scene.browser();
  const page = await scene.browserContext.newPage();
  await page.goto(new URL(path, site.origin).href);
  return page;
}
