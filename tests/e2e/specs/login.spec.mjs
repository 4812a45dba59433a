import { X509Certificate, constants, createHash, verify } from "node:crypto";
import { expect, test } from "../fixtures.mjs";
import { ATTRIBUTES_PIN, AUTH_PIN } from "../stage/signing-window.mjs";
import { outOfReach, verifies } from "../stage/wire.mjs";

/** What the bridge composes and the authentication key signs (bridge/PROTOCOL.md, `authenticate`). @param {string} origin @param {string} nonce @param {Buffer} certificate */
function statement(origin, nonce, certificate) {
  const sized = (/** @type {string} */ text) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const hash = createHash("sha256").update(certificate).digest();
  return Buffer.concat([Buffer.from("jitsuin-authentication-v1\0"), sized(origin), sized(nonce), hash]);
}

test("log in: PIN, card, consent, and a token that an independent program verifies", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page, "#log-in");
  await window.walkTo("password");
  await expect(window.page.locator("#screen")).toHaveAttribute("data-pin", "auth");
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "3");
  await window.enter(AUTH_PIN);
  await window.screen("consent");
  expect(await page.evaluate(() => /** @type {any} */ (globalThis).outcomes), "nothing leaves before 許可").toEqual([]);
  await window.press("grant");
  const { result, nonce } = await scene.outcome(page);
  expect(Object.keys(result), "no 基本4情報").toEqual(["token"]);
  const certificate = new X509Certificate(Buffer.from(result.token.certificate, "base64"));
  const signed = statement(scene.pages.origin, nonce, certificate.raw);
  const key = { key: certificate.publicKey, padding: constants.RSA_PKCS1_PADDING };
  const signature = Buffer.from(result.token.signature, "base64");
  expect(verify("sha256", signed, key, signature)).toBe(true);
  expect(verify("sha256", statement(scene.pages.otherOrigin, nonce, certificate.raw), key, signature)).toBe(false);
  expect(certificate.subjectAltName).toBeUndefined();
  await scene.settled(card);
  const exchanges = await card.exchanges();
  expect(verifies(exchanges)).toHaveLength(1);
  expect(outOfReach(exchanges)).toEqual([]);
});

test("a wrong PIN, then the right one: 3, 2, and in", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page, "#log-in");
  await window.walkTo("password");
  await window.enter("9999");
  await expect(window.page.locator("#trouble")).toHaveAttribute("data-code", "pin-wrong");
  await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", "2");
  await window.enter(AUTH_PIN);
  await window.screen("consent");
  await window.press("grant");
  expect((await scene.outcome(page)).result.token.format).toBe("jitsuin-authentication-v1");
  expect((await card.state()).tries.auth).toBe(3);
});

for (const typed of ["123", "12345", "abcd", ""]) {
  test(`"${typed}" is no PIN of four digits: refused without touching the card`, async ({ scene }) => {
    const card = await scene.card();
    const page = await scene.page();
    const window = await scene.ask(page, "#log-in");
    await window.walkTo("password");
    await window.page.locator("#pin").waitFor();
    const before = (await card.state()).exchanges;
    await window.page.locator("#pin").evaluate((field, value) => (/** @type {HTMLInputElement} */ (field).value = value), typed);
    await window.press("submit");
    await expect(window.page.locator("#pin")).toHaveAttribute("aria-invalid", "true");
    expect((await card.state()).exchanges).toBe(before);
  });
}

test("refused at the consent: the card has worked, and nothing leaves", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page, "#log-in");
  await window.walkTo("password");
  await window.enter(AUTH_PIN);
  await window.screen("consent");
  await window.press("deny");
  expect(await scene.outcome(page)).toMatchObject({ code: "consent-denied" });
  await scene.settled(card);
});

test("a login that also asks for attributes: a second PIN only then, and each may be kept", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await page.evaluate(() => {
    const parts = /** @type {any} */ (globalThis);
    const before = parts.requests.authenticate;
    parts.requests.authenticate = () => ({ ...before(), attributes: { fields: ["name", "birthDate"], purpose: "年齢の確認" } });
  });
  const window = await scene.ask(page, "#log-in");
  await window.walkTo("password");
  await window.enter(AUTH_PIN);
  await window.page.locator('main#screen[data-pin="attributes"]').waitFor();
  await window.enter(ATTRIBUTES_PIN);
  await window.screen("consent");
  await window.page.uncheck("#give-birthDate");
  await window.press("grant");
  const { result } = await scene.outcome(page);
  expect(result.attributes).toEqual({ name: "霞　花子" });
  await scene.settled(card);
  expect(outOfReach(await card.exchanges())).toEqual([]);
});

for (const [moment, exchange] of /** @type {const} */ ([
  ["before the PIN is verified", 2],
  ["as the card signs", 5],
])) {
  test(`the card is removed ${moment}: said, nothing leaves, and with the card back it goes on`, async ({ scene }) => {
    const card = await scene.card();
    const page = await scene.page();
    const window = await scene.ask(page, "#log-in");
    await window.walkTo("password");
    await window.page.locator("#pin").waitFor();
    await card.tell(`knob remove-at ${exchange}`);
    await window.enter(AUTH_PIN);
    await expect(window.page.locator("#trouble")).toHaveAttribute("data-code", "card-removed");
    expect(await page.evaluate(() => /** @type {any} */ (globalThis).outcomes)).toEqual([]);
    await card.tell("insert");
    await window.enter(AUTH_PIN);
    await window.screen("consent");
    await window.press("grant");
    expect((await scene.outcome(page)).result.token.format).toBe("jitsuin-authentication-v1");
    expect((await card.state()).tries.auth).toBe(3);
    await scene.settled(card);
  });
}

for (const [button, pin, counter] of /** @type {const} */ ([
  ["#log-in", "auth", "auth"],
  ["#read", "attributes", "text"],
])) {
  test(`three wrong PINs in a row (${pin}): 3, 2, a question before the last, then locked and where to go`, async ({ scene }) => {
    const card = await scene.card();
    const page = await scene.page();
    const window = await scene.ask(page, button);
    await window.walkTo("password");
    for (const left of ["2", "1"]) {
      await window.enter("9999");
      await expect(window.page.locator("#trouble")).toHaveAttribute("data-code", "pin-wrong");
      await expect(window.page.locator("#tries")).toHaveAttribute("data-tries", left);
    }
    await window.enter("9999");
    await window.page.locator("#confirm").waitFor();
    expect((await card.state()).tries[counter], "not before the yes").toBe(1);
    await window.press("confirm-yes");
    expect(await window.code()).toBe("pin-blocked");
    await expect(window.page.locator("#remedy")).toContainText("市区町村の窓口");
    await window.press("end");
    expect((await scene.outcome(page)).code).toBe("pin-blocked");
    expect((await card.state()).tries).toEqual({ sign: 5, auth: 3, text: 3, [counter]: 0 });
    await scene.settled(card);
  });
}
