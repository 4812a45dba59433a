import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "../fixtures.mjs";
import { register, script } from "../stage/browser.mjs";
import { runningBridges } from "../stage/bridges.mjs";
import * as paths from "../stage/paths.mjs";

/** A bridge that greets with this protocol and then listens. @param {number} protocol */
const ofProtocol = (protocol) => `#!/usr/bin/env python3
import json, struct, sys
hello = json.dumps({"type": "hello", "protocol": ${protocol}, "version": "9.9.9"}).encode()
sys.stdout.buffer.write(struct.pack("=I", len(hello)) + hello)
sys.stdout.buffer.flush()
sys.stdin.buffer.read()
`;

test("bridge missing: said before anything is read, and it goes on once the bridge is installed", async ({ scene }) => {
  const card = await scene.card();
  const { profile } = await scene.browser({ host: null });
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.screen("site");
  await window.press("allow");
  expect(await window.code()).toBe("bridge-missing");
  expect(await page.evaluate(() => /** @type {any} */ (window).outcomes)).toEqual([]);
  await register(profile, paths.bridge);
  await window.press("again");
  await window.sign();
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  await scene.settled(card);
});

test("the bridge is installed while its absence is on the screen: the same request goes on by itself, whom to ask was said", async ({ scene }) => {
  const card = await scene.card();
  const { profile } = await scene.browser({ host: null });
  const page = await scene.page();
  await page.fill("#typed", "typed before");
  await page.evaluate(() => {
    const parts = /** @type {any} */ (globalThis);
    const once = { ...parts.options(), contact: "みほん市 市民課 000-000-0000" };
    parts.nonce = once.nonce;
    parts.options = () => once;
  });
  const window = await scene.ask(page);
  await window.screen("site");
  await window.press("allow");
  expect(await window.code()).toBe("bridge-missing");
  await expect(window.page.locator("#site-contact")).toContainText("みほん市 市民課 000-000-0000");
  await register(profile, paths.bridge);
  await window.screen("procedure");
  await window.sign();
  const { content } = await scene.outcome(page);
  expect(JSON.parse(Buffer.from(content, "base64").toString()).nonce).toBe(await page.evaluate(() => /** @type {any} */ (globalThis).nonce));
  expect(await page.inputValue("#typed")).toBe("typed before");
  await scene.settled(card);
});

for (const [protocol, code] of /** @type {const} */ ([
  [0, "bridge-outdated"],
  [2, "extension-outdated"],
])) {
  test(`a bridge of protocol ${protocol}: ${code}`, async ({ scene }) => {
    const folder = await mkdtemp(join(tmpdir(), "jitsuin-bridge-"));
    scene.ending.push({ end: () => rm(folder, { recursive: true, force: true }) });
    const card = await scene.card();
    const { profile } = await scene.browser({ host: await script(folder, "bridge", ofProtocol(protocol)) });
    const page = await scene.page();
    const window = await scene.ask(page);
    await window.screen("site");
    await window.press("allow");
    expect(await window.code()).toBe(code);
    await window.press("end");
    const outcome = await scene.outcome(page);
    expect(outcome.code).toBe(code);
    await register(profile, paths.bridge);
    await scene.signsAgain(page);
    await scene.settled(card);
  });
}

for (const [what, source] of /** @type {const} */ ([
  ["ends at once", "#!/bin/sh\nexit 1\n"],
  ["writes garbage", "#!/bin/sh\nprintf 'garbage garbage garbage'\nsleep 1\n"],
])) {
  test(`a bridge that ${what}: bridge-failed`, async ({ scene }) => {
    const folder = await mkdtemp(join(tmpdir(), "jitsuin-bridge-"));
    scene.ending.push({ end: () => rm(folder, { recursive: true, force: true }) });
    await scene.browser({ host: await script(folder, "bridge", source) });
    const page = await scene.page();
    const window = await scene.ask(page);
    await window.screen("site");
    await window.press("allow");
    expect(await window.code()).toBe("bridge-failed");
    await window.press("end");
    expect((await scene.outcome(page)).code).toBe("bridge-failed");
  });
}

for (const signal of /** @type {const} */ (["SIGTERM", "SIGKILL"])) {
  test(`the bridge is killed with ${signal} in mid-signature: the next start mends it`, async ({ scene }) => {
    const card = await scene.card("hanako", { knobs: { "ms-per-signature": "2000" } });
    const page = await scene.page();
    const window = await scene.ask(page);
    await window.walkTo("password");
    await window.enter();
    await window.screen("working");
    await expect.poll(async () => (await card.exchanges()).filter(({ header }) => header === "00b08100").length).toBe(1);
    const [bridge] = await runningBridges(scene.reader);
    process.kill(Number(bridge), signal);
    await expect(window.page.locator("#trouble, #code")).toBeVisible();
    await card.tell("knob ms-per-signature 0");
    if (await window.page.locator("#again").isVisible()) await window.press("again");
    await window.enter();
    await window.screen("done");
    expect((await scene.outcome(page)).format).toBe("cms-detached");
    await scene.settled(card, 5);
  });
}

test("the bridge dies while the password is asked: with another one the person goes on", async ({ scene }) => {
  const card = await scene.card();
  const page = await scene.page();
  const window = await scene.ask(page);
  await window.walkTo("password");
  await window.page.locator("#pin").waitFor();
  const [bridge] = await runningBridges(scene.reader);
  process.kill(Number(bridge), "SIGKILL");
  expect(await window.code()).toBe("bridge-failed");
  expect(await page.evaluate(() => /** @type {any} */ (globalThis).outcomes)).toEqual([]);
  await window.press("again");
  await window.enter();
  await window.screen("done");
  expect((await scene.outcome(page)).format).toBe("cms-detached");
  await scene.settled(card);
});
