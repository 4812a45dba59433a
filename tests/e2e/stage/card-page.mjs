/** The card page, as a person uses it. */
import { EXTENSION_ID } from "./paths.mjs";

export const CARD_PAGE_URL = `chrome-extension://${EXTENSION_ID}/card.html`;

export class CardPage {
  /**
   * Opens it in a tab, as the toolbar's icon does.
   * @param {import("playwright-core").BrowserContext} context
   * @param {string} [section] card, pins, pins/sign, pins/auth, pins/attributes, sites or help
   */
  static async open(context, section = "card") {
    const page = await context.newPage();
    await page.goto(`${CARD_PAGE_URL}#${section}`);
    return new CardPage(page);
  }

  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {string} selector */
  locator(selector) {
    return this.page.locator(selector);
  }

  /** Waits until the card is recognised. */
  async ready() {
    await this.page.locator("#card-status[data-state=ready]").waitFor();
  }

  /** What stands in a field of a certificate. @param {"sign" | "auth"} which @param {string} name of the field */
  field(which, name) {
    return this.page.locator(`#fields-${which} [data-field="${name}"]`);
  }

  /** Opens the signing certificate. @param {string} [password] */
  async readSign(password = "KASUMI88") {
    await this.page.fill("#pin", password);
    await this.page.click("#read-sign");
  }

  /** Fills in a change and sends it. @param {string} old @param {string} next @param {string} [again] */
  async change(old, next, again = next) {
    await this.page.fill("#pin-old", old);
    await this.page.fill("#pin-new", next);
    await this.page.fill("#pin-again", again);
    await this.page.click("#submit");
  }
}
