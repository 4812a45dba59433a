/** A person without a mouse: every step is a key, and what has the focus is looked at. */
import { expect } from "@playwright/test";

/** More stops than any screen has. */
const MOST_STOPS = 80;

/**
 * What has the focus: its id (or its words, where it has none), and whether a person can see it.
 * @typedef {{ name: string, ring: boolean }} Focus
 */

export class Keyboard {
  /** @param {import("playwright-core").Page} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {string} key Tab, Shift+Tab, Enter, Space, Escape, ArrowDown */
  press(key) {
    return this.page.keyboard.press(key);
  }

  /** @param {string} text */
  type(text) {
    return this.page.keyboard.type(text);
  }

  /** @returns {Promise<Focus>} an empty name: the page itself */
  focus() {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return { name: "", ring: false };
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return { name: element.id || `${element.localName} ${element.textContent?.trim().slice(0, 20)}`, ring: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 };
    });
  }

  /** Waits until this has the focus. @param {string} id */
  async at(id) {
    await expect(this.page.locator(`#${id}`)).toBeFocused();
  }

  /**
   * Tab (or Shift+Tab), until this has the focus. Whatever stops on the way must be seen to have it.
   * @param {string} id
   * @param {"Tab" | "Shift+Tab"} [key]
   */
  async to(id, key = "Tab") {
    // A press too early is no consent: some buttons wake up a moment after their screen.
    await this.page.locator(`#${id}:not(:disabled)`).waitFor();
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      await this.press(key);
      const { name, ring } = await this.focus();
      if (name !== "") expect(ring, `a ring around ${name}`).toBe(true);
      if (name === id) return;
    }
    throw new Error(`${key} does not reach #${id}`);
  }

  /**
   * Types a date into the field that has the focus. The order of its parts follows the language that the browser runs in.
   * @param {string} year
   * @param {string} month
   * @param {string} day
   */
  async typeDate(year, month, day) {
    const { name } = await this.focus();
    for (const parts of [[month, day, year], [year, month, day]]) {
      await this.type(parts.join(""));
      if ((await this.page.inputValue(`#${name}`)) === `${year}-${month}-${day}`) return;
      for (let back = 1; back < parts.length; back += 1) await this.press("ArrowLeft");
    }
    throw new Error(`#${name} does not take ${year}-${month}-${day}`);
  }

  /** @param {string} id @param {string} [key] */
  async use(id, key = "Enter") {
    await this.to(id);
    await this.press(key);
  }

  /**
   * Every stop of one round with this key, from what has the focus now until the same or the page itself has it again.
   * @param {"Tab" | "Shift+Tab"} [key]
   */
  async round(key = "Tab") {
    const stops = [];
    const { name: first } = await this.focus();
    for (let stop = 0; stop < MOST_STOPS; stop += 1) {
      await this.press(key);
      const { name } = await this.focus();
      if (name === "" || name === first) return stops;
      stops.push(name);
    }
    throw new Error(`${key} goes round and round in ${stops.slice(-6).join(", ")}`);
  }
}
