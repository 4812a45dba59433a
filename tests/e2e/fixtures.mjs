/** What every end-to-end test stands on: Chromium, the extension, the shipped bridge, pcscd, a card. Nothing in between is simulated. */
import { expect, test as base } from "@playwright/test";
import { Browser } from "./stage/browser.mjs";
import { allBridgesEnded } from "./stage/bridges.mjs";
import { Card } from "./stage/card.mjs";
import { Pages } from "./stage/pages.mjs";
import { Reader } from "./stage/reader.mjs";
import { SigningWindow } from "./stage/signing-window.mjs";
import { until } from "./stage/until.mjs";
import { outOfReach } from "./stage/wire.mjs";

export { expect };

/** The adult whose card most tests use: signing password KASUMI88, 5 tries. */
export const HOLDER = "hanako";

export class Scene {
  /** @param {Reader} reader @param {Pages} pages */
  constructor(reader, pages) {
    this.reader = reader;
    this.pages = pages;
    /** @type {{ end(): Promise<void> | void }[]} */
    this.ending = [];
  }

  /** @param {string} [name] @param {Parameters<typeof Card.insert>[2]} [how] */
  async card(name = HOLDER, how) {
    const card = await Card.insert(this.reader, name, how);
    this.ending.push(card);
    return card;
  }

  /** @param {import("./stage/browser.mjs").BrowserOptions} [options] */
  async browser(options = {}) {
    const browser = await Browser.start({ environment: this.reader.environment, ...options });
    this.ending.push(browser);
    this.context = browser.context;
    this.profile = browser.profile;
    return browser;
  }

  /** A page that can ask. @param {string} [headers] @param {string} [origin] */
  async page(headers = "plain", origin = this.pages.origin) {
    if (!this.context) await this.browser();
    const page = await this.browserContext.newPage();
    await page.goto(`${origin}/page?headers=${headers}`);
    await page.locator("#sign:enabled").waitFor();
    return page;
  }

  get browserContext() {
    if (!this.context) throw new Error("no browser yet");
    return this.context;
  }

  /** Presses the page's button. @param {import("playwright-core").Page} page @param {string} [button] */
  ask(page, button) {
    return SigningWindow.openFrom(page, this.browserContext, button);
  }

  /** What the page heard. @param {import("playwright-core").Page | import("playwright-core").Frame} page @param {number} [count] */
  async outcome(page, count = 1) {
    return until("the page hears its outcome", () => page.evaluate((n) => /** @type {any} */ (window).outcomes[n - 1], count), 30_000);
  }

  /**
   * What must hold after everything: the bridge is gone, no PIN is verified on the card, the tries are these, and nothing was selected that no
   * flow needs.
   * @param {Card} card
   * @param {number} [sign] tries of the signing password
   */
  async settled(card, sign = 5) {
    await allBridgesEnded(this.reader);
    const state = await card.state();
    expect(state.verified, "the card is locked").toEqual([]);
    expect(state.tries.sign, "tries of the signing password").toBe(sign);
    expect(outOfReach(await card.exchanges()), "個人番号 and what else no flow needs").toEqual([]);
  }

  /** The next attempt works. @param {import("playwright-core").Page} page @param {number} [count] of outcomes then */
  async signsAgain(page, count = 2) {
    const window = await this.ask(page);
    await window.sign();
    const outcome = await this.outcome(page, count);
    expect(outcome.format).toBe("cms-detached");
    await window.press("end");
    await window.closed();
  }

  async end() {
    for (const part of this.ending.reverse()) await part.end();
  }
}

/** @typedef {{ scene: Scene }} TestParts */
/** @typedef {{ reader: Reader, pages: Pages }} WorkerParts */
/** @typedef {import("@playwright/test").PlaywrightTestArgs & import("@playwright/test").PlaywrightTestOptions} BaseTest */
/** @typedef {import("@playwright/test").PlaywrightWorkerArgs & import("@playwright/test").PlaywrightWorkerOptions} BaseWorker */

/** @type {import("@playwright/test").Fixtures<TestParts, WorkerParts, BaseTest, BaseWorker>} */
const parts = {
  reader: [
    // eslint-disable-next-line no-empty-pattern -- Playwright demands a pattern here
    async ({}, use) => {
      const reader = await Reader.start();
      await use(reader);
      await reader.end();
    },
    { scope: "worker" },
  ],
  pages: [
    // eslint-disable-next-line no-empty-pattern -- Playwright demands a pattern here
    async ({}, use) => {
      const pages = await Pages.start();
      await use(pages);
      pages.end();
    },
    { scope: "worker" },
  ],
  scene: async ({ reader, pages }, use) => {
    const scene = new Scene(reader, pages);
    await use(scene);
    await scene.end();
  },
};

export const test = base.extend(parts);
