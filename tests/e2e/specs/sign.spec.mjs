import { expect, test } from "../fixtures.mjs";
import { cmsVerify } from "../stage/openssl.mjs";

test("a form is signed, OpenSSL agrees, and one changed byte is noticed", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await page.fill("#typed", "typed before");
  const window = await scene.ask(page);
  await window.walkTo("password");
  await expect(window.page.locator("#tries")).toContainText("5");
  await window.enter();
  await window.screen("done");
  const outcome = await scene.outcome(page);
  const content = Buffer.from(outcome.content, "base64");
  const signature = Buffer.from(outcome.signature, "base64");
  const form = JSON.parse(content.toString());
  expect(form.origin).toBe(scene.pages.origin);
  expect(form.fields[0]).toEqual({ label: "氏名", name: "name", value: "見本 花子" });
  expect((await cmsVerify({ signature, content, anchors: card.anchors })).said).toContain("successful");
  const altered = Buffer.from(content);
  altered[20] ^= 1;
  expect((await cmsVerify({ signature, content: altered, anchors: card.anchors })).accepted).toBe(false);
  const broken = Buffer.from(signature);
  broken[broken.length - 5] ^= 1;
  expect((await cmsVerify({ signature: broken, content, anchors: card.anchors })).accepted).toBe(false);
  await window.closed();
  expect(await page.inputValue("#typed")).toBe("typed before");
  await scene.settled(card);
});

test("the flow costs at most 16 exchanges with short lengths, the transaction 11", async ({ scene }) => {
  const card = await scene.card("hanako", { knobs: { "extended-length": "off" } });
  const page = await scene.page();
  await (await scene.ask(page)).sign();
  await scene.settled(card);
  const exchanges = await card.exchanges();
  expect(exchanges.length).toBeLessThanOrEqual(16);
  expect(transaction(exchanges)).toHaveLength(11);
});

test("the transaction costs 5 exchanges with extended lengths, and nothing selects 個人番号", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await (await scene.ask(page)).sign();
  await scene.settled(card);
  const exchanges = await card.exchanges();
  expect(exchanges.length).toBeLessThanOrEqual(9);
  expect(transaction(exchanges)).toHaveLength(5);
  const applications = new Set(exchanges.map(({ select }) => select).filter((select) => select && select.length > 4));
  expect([...applications]).toEqual(["D392F000260100000001"]);
  expect(exchanges.filter(({ header, sent }) => header.startsWith("0020") && sent > 5)).toHaveLength(1);
});

/** From the last SELECT of the application on. @param {{ header: string }[]} exchanges */
function transaction(exchanges) {
  return exchanges.slice(exchanges.findLastIndex(({ header }) => header === "00a4040c"));
}

test("attached: the content is inside the signature", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await page.evaluate(() => {
    const before = /** @type {any} */ (window).options;
    /** @type {any} */ (window).options = () => ({ ...before(), format: "cms-attached" });
  });
  await (await scene.ask(page)).sign();
  const outcome = await scene.outcome(page);
  const judged = await cmsVerify({ signature: Buffer.from(outcome.signature, "base64"), anchors: card.anchors });
  expect(judged.said).toContain("successful");
  expect(judged.content).toEqual(Buffer.from(outcome.content, "base64"));
  await scene.settled(card);
});

test("wrong password, then the right one: 5, 4, and 5 again", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await window.enter("WRONG123");
  await expect(window.page.locator("#trouble")).toHaveAttribute("data-code", "pin-wrong");
  await expect(window.page.locator("#tries")).toContainText("4");
  expect((await card.state()).tries.sign).toBe(4);
  expect((await card.state()).verified).toEqual([]);
  await window.enter();
  await window.screen("done");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  await scene.settled(card, 5);
});

for (const [what, typed] of /** @type {const} */ ([
  ["lower case", "kasumi88"],
  ["full width", "ＫＡＳＵＭＩ８８"],
  ["full-width lower case", "ｋａｓｕｍｉ８８"],
])) {
  test(`${what} is accepted and uses no try`, async ({ scene }) => {
    const card = await scene.card();
    const page = await scene.page();
    await (await scene.ask(page)).sign(typed);
    expect((await scene.outcome(page)).format).toBe("cms-detached");
    expect((await card.exchanges()).filter(({ header, sent }) => header === "0020009b" && sent > 4)).toHaveLength(1);
    await scene.settled(card, 5);
  });
}

for (const [what, typed] of /** @type {const} */ ([
  ["four digits", "1234"],
  ["nothing", ""],
  ["five characters", "ABC12"],
  ["seventeen characters", "ABCDEFGHIJKLMNOPQ"],
  ["a hyphen", "ABC-123"],
])) {
  test(`${what} is refused without touching the card`, async ({ scene }) => {
    const card = await scene.card();
    const page = await scene.page();
    const window = await scene.ask(page);
    await window.walkTo("password");
    await window.page.locator("#pin").waitFor();
    const before = (await card.state()).exchanges;
    // The field may hold no more than 16 characters: whatever arrives is judged.
    await window.page.locator("#pin").evaluate((field, value) => (/** @type {HTMLInputElement} */ (field).value = value), typed);
    await window.press("submit");
    await expect(window.page.locator("#pin-error")).not.toBeEmpty();
    await expect(window.page.locator("#pin")).toHaveAttribute("aria-invalid", "true");
    expect((await card.state()).exchanges).toBe(before);
    await window.enter();
    await window.screen("done");
    await scene.settled(card, 5);
  });
}

test("the last try is asked for twice", async ({ scene }) => {
  const card = await scene.card("last-try");
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await window.enter();
  await window.page.locator("#confirm").waitFor();
  await window.press("confirm-no");
  expect((await card.exchanges()).filter(({ sent, header }) => header === "0020009b" && sent > 4)).toEqual([]);
  await window.enter();
  await window.press("confirm-yes");
  await window.screen("done");
  await scene.settled(card, 5);
  await scene.signsAgain(page);
});

test("a card that does not tell its tries: each may be the last, and a wrong one says so", async ({ scene }) => {
  const card = await scene.card("hanako", { knobs: { "tries-query": "9000", "wrong-pin": "6300" } });
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await window.enter("WRONG123");
  await expect(window.page.locator("#confirm")).toHaveAttribute("data-question", "perhaps-last-try");
  await window.press("confirm-yes");
  await expect(window.page.locator("#trouble")).toContainText("このカードは答えません");
  await window.enter();
  await window.press("confirm-yes");
  await window.screen("done");
  await scene.settled(card, 5);
});

test("the last try, wrong: the card is blocked and the window says where to go", async ({ scene }) => {
  const card = await scene.card("last-try");
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await window.enter("WRONG123");
  await window.press("confirm-yes");
  expect(await window.code()).toBe("pin-blocked");
  await window.press("end");
  expect((await scene.outcome(page)).code).toBe("pin-blocked");
  await scene.settled(card, 0);
});

test("a blocked card is not tried", async ({ scene }) => {
  const card = await scene.card("blocked");
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await expect(window.page.locator("#card-status")).toHaveAttribute("data-state", "pin-blocked");
  await expect(window.page.locator("#pin")).toBeHidden();
  await window.press("cancel");
  await scene.outcome(page);
  await scene.settled(card, 0);
  expect((await card.exchanges()).filter(({ sent, header }) => header === "0020009b" && sent > 4)).toEqual([]);
});

test("a certificate that has ended is not used", async ({ scene }) => {
  const card = await scene.card("expired");
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await window.enter();
  expect(await window.code()).toBe("certificate-not-valid");
  await window.press("end");
  expect((await scene.outcome(page)).code).toBe("certificate-not-valid");
  expect((await card.exchanges()).filter(({ header }) => header.startsWith("802a"))).toEqual([]);
  await scene.settled(card, 5);
});

test("a long name and address: three more parts are read", async ({ scene }) => {
  const card = await scene.card("long-address", { knobs: { "extended-length": "off" } });
  const page = await scene.page();
  await (await scene.ask(page)).sign("ABCDEFGHIJKLMN16");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  await scene.settled(card, 5);
});

for (const [knob, value] of /** @type {const} */ ([
  ["short-ef-ids", "off"],
  ["first-command-6f00", "on"],
  ["blocked-status", "6983"],
])) {
  test(`signs with a card whose ${knob} is ${value}`, async ({ scene }) => {
    const card = await scene.card("hanako", { knobs: { [knob]: value } });
    const page = await scene.page();
    await (await scene.ask(page)).sign();
    expect((await scene.outcome(page)).format).toBe("cms-detached");
    await scene.settled(card, 5);
  });
}

test("a document of 20 MB", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  await page.evaluate(() => {
    const before = /** @type {any} */ (window).options;
    const bytes = new Uint8Array(20_000_000);
    for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, bytes.length)));
    /** @type {any} */ (window).options = () => ({ ...before(), content: { kind: "binary", name: "plan.bin", bytes } });
  });
  const window = await scene.ask(page);
  await window.walkTo("content");
  await expect(window.page.locator("#content-sha256")).toHaveText(/^[0-9a-f]{4}( [0-9a-f]{4}){15}$/);
  await window.sign();
  const outcome = await scene.outcome(page);
  expect(outcome.size).toBe(20_000_000);
  await scene.settled(card);
});

for (const [name, kind, text] of /** @type {const} */ ([
  ["議事録.pdf", "binary", "%PDF-1.7\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"],
  ["業務記録.txt", "text", "2026-04-01T09:00:00+09:00 受付 第1号\n2026-04-01T09:05:00+09:00 受付 第2号\n"],
])) {
  test(`staff sign what is stored, as it is stored: ${name}`, async ({ scene }) => {
    const card = await scene.card();
    const page = await scene.page();
    await page.evaluate(
      ({ name, kind, text }) => {
        const parts = /** @type {any} */ (globalThis);
        const before = parts.options;
        parts.options = () => ({ ...before(), content: { kind, name, bytes: new TextEncoder().encode(text) } });
      },
      { name, kind, text },
    );
    await (await scene.ask(page)).sign();
    const { signature } = await scene.outcome(page);
    const judged = await cmsVerify({ signature: Buffer.from(signature, "base64"), content: Buffer.from(text), anchors: card.anchors });
    expect(judged.said).toContain("successful");
    await scene.settled(card);
  });
}
