/**
 * An audit: all that the card is asked by a signature, a login, a reading, the set-up and the card page; and that 個人番号 comes nowhere.
 * Of every other flow `scene.settled` sees that it selects nothing else.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "../fixtures.mjs";
import { CardPage } from "../stage/card-page.mjs";
import { ATTRIBUTES_PIN, AUTH_PIN, PASSWORD } from "../stage/signing-window.mjs";
import { deeds, outOfReach } from "../stage/wire.mjs";

const JPKI = "D392F000260100000001";
const TEXT = "D3921000310001010408";

/** 基本4情報 and their digests; certificates, token information, flags; PINs; keys, which only sign. CARD.md §1. */
const ALL = [
  `${TEXT}/0002 read`,
  `${TEXT}/0003 read`,
  `${TEXT}/0011 verify`,
  `${JPKI}/0001 read`,
  `${JPKI}/0006 read`,
  `${JPKI}/0008 read`,
  `${JPKI}/000A read`,
  `${JPKI}/0017 sign`,
  `${JPKI}/0018 change`,
  `${JPKI}/0018 verify`,
  `${JPKI}/001A sign`,
  `${JPKI}/001B verify`,
];

/** What a page or a window shows, and what a page has heard. @param {import("playwright-core").Page} page */
const wordsOf = (page) => page.evaluate(() => document.documentElement.outerHTML + JSON.stringify(/** @type {any} */ (globalThis).outcomes ?? ""));

for (const shortIds of /** @type {const} */ (["on", "off"])) {
  test(`these flows do these things to the card and nothing else (short EF identifiers ${shortIds})`, async ({ scene }) => {
    const card = await scene.card("hanako", { knobs: { "short-ef-ids": shortIds } });
    const holder = await readFile(join(card.folder, "holder.toml"), "utf8");
    const number = String(/personal-number = "(\d{12})"/u.exec(holder)?.[1]);
    expect(number).toMatch(/^\d{12}$/u);
    const page = await scene.page();
    let seen = "";

    const signing = await scene.ask(page);
    await signing.walkTo("password", async () => void (seen += await wordsOf(signing.page)));
    await signing.enter(PASSWORD);
    await signing.screen("done");
    await signing.press("end");
    await signing.closed();

    for (const [button, pin] of /** @type {const} */ ([["#log-in", AUTH_PIN], ["#read", ATTRIBUTES_PIN]])) {
      const window = await scene.ask(page, button);
      await window.walkTo("password", async () => void (seen += await wordsOf(window.page)));
      await window.enter(pin);
      await window.screen("consent");
      seen += await wordsOf(window.page);
      await window.press("grant");
      await window.screen("done");
      await window.press("end");
      await window.closed();
    }

    const own = await CardPage.open(scene.browserContext);
    await own.ready();
    await own.readSign();
    await own.field("sign", "name").waitFor();
    seen += await wordsOf(own.page);
    await own.page.goto(`${own.page.url().split("#")[0]}#pins/auth`);
    await own.ready();
    await own.change(AUTH_PIN, "4321");
    await own.locator("#changed").waitFor();
    await own.page.close();

    await expect.poll(() => page.evaluate(() => /** @type {any} */ (globalThis).outcomes.length)).toBe(3);
    seen += await wordsOf(page);
    await scene.settled(card);
    const exchanges = await card.exchanges();
    expect(deeds(exchanges)).toEqual(ALL);
    expect(outOfReach(exchanges)).toEqual([]);
    expect(seen).toContain("東京都千代田区霞が関２－１－２－１０１");
    expect(seen).not.toContain(number);
  });
}
