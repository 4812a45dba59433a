/** The signing window, as a person uses it. */
import { until } from "./until.mjs";

/** The screens up to the password, and the button that leads on from each. */
const WAY = /** @type {const} */ ([
  ["site", "allow"],
  ["procedure", "next"],
  ["explanation", "next"],
  ["content", "next"],
  ["consent", "grant"],
]);

export const PASSWORD = "KASUMI88";

/** The PINs of the invented holders: 利用者証明用, 券面事項入力補助用. */
export const AUTH_PIN = "1234";
export const ATTRIBUTES_PIN = "5678";

export class SigningWindow {
  /**
   * Presses the page's button and takes the window that opens.
   * @param {import("playwright-core").Page | import("playwright-core").Frame} page
   * @param {import("playwright-core").BrowserContext} context
   * @param {string} [button]
   */
  static async openFrom(page, context, button = "#sign") {
    const opened = context.waitForEvent("page");
    await page.click(button);
    return new SigningWindow(await opened);
  }

  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
  }

  /** Waits until one of these screens is shown, and says which. @param {...string} names */
  async screen(...names) {
    const selector = names.map((name) => `main#screen[data-screen="${name}"]`).join(", ");
    const shown = this.page.locator(selector);
    await shown.waitFor();
    return /** @type {string} */ (await shown.getAttribute("data-screen"));
  }

  /** @param {string} id */
  press(id) {
    return this.page.click(`#${id}`);
  }

  /**
   * Goes on, screen by screen, until this one is shown.
   * @param {string} name
   * @param {(screen: string) => Promise<void>} [look] called on each screen
   */
  async walkTo(name, look) {
    const way = WAY.map(([screen]) => screen);
    for (;;) {
      const screen = await this.screen(name, ...way);
      await look?.(screen);
      if (screen === name) return;
      const button = WAY.find(([step]) => step === screen)?.[1];
      await this.press(String(button));
      await this.page.locator(`main#screen[data-screen="${screen}"]`).waitFor({ state: "detached" });
    }
  }

  /** Waits until the card is ready, types a password and hands it over. @param {string} [password] */
  async enter(password = PASSWORD) {
    await this.screen("password");
    await this.page.fill("#pin", password);
    await this.press("submit");
  }

  /** From the first screen to "done". @param {string} [password] */
  async sign(password = PASSWORD) {
    await this.walkTo("password");
    await this.enter(password);
    await this.screen("done");
  }

  /** The code of the failure that is shown. */
  async code() {
    await this.screen("failed");
    return this.page.locator("#code").textContent();
  }

  /** Waits until the window has closed by itself. */
  closed() {
    return until("the window closes", () => this.page.isClosed(), 40_000);
  }
}
