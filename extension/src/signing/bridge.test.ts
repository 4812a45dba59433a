import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge } from "./bridge.ts";
import type { Reader } from "./bridge-protocol.ts";
import { Failure } from "./failure.ts";
import { FakeHost } from "./fake-host.test-support.ts";

const hello = { type: "hello", protocol: 1, version: "0.1.0" };

async function connected(): Promise<{ host: FakeHost; bridge: Bridge }> {
  const host = new FakeHost();
  const connecting = Bridge.connect(host);
  host.say(hello);
  return { host, bridge: await connecting };
}

test("the bridge greets, and nothing is sent before", async () => {
  const host = new FakeHost();
  const connecting = Bridge.connect(host);
  assert.deepEqual(host.sent, []);
  host.say(hello);
  assert.equal((await connecting).version, "0.1.0");
});

test("another protocol names the part to update, and the port is closed", async () => {
  for (const [protocol, code] of [[0, "bridge-outdated"], [2, "extension-outdated"]] as const) {
    const host = new FakeHost();
    const connecting = Bridge.connect(host);
    host.say({ ...hello, protocol });
    await assert.rejects(connecting, (failure: Failure) => failure.code === code && failure.facts["protocol"] === protocol);
    assert.equal(host.disconnected, true);
    assert.deepEqual(host.sent, []);
  }
});

test("why a bridge does not start is told apart", async () => {
  const cases = [
    ["Specified native messaging host not found.", "bridge-missing"],
    ["Access to the specified native messaging host is forbidden.", "caller-refused"],
    ["Native host has exited.", "bridge-failed"],
    [undefined, "bridge-failed"],
  ] as const;
  for (const [reason, code] of cases) {
    const host = new FakeHost();
    const connecting = Bridge.connect(host);
    host.drop(reason);
    await assert.rejects(connecting, { code });
  }
});

test("a bridge that refuses its caller says so, without an id", async () => {
  const host = new FakeHost();
  const connecting = Bridge.connect(host);
  host.say({ type: "error", code: "caller-refused" });
  await assert.rejects(connecting, { code: "caller-refused" });
});

test("a hello that is none is not waited for in vain for ever", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const host = new FakeHost();
  const connecting = Bridge.connect(host);
  for (const message of [null, "hello", { type: "hello" }, { ...hello, protocol: "1" }, { ...hello, protocol: 1.5 }]) host.say(message);
  context.mock.timers.tick(10_000);
  await assert.rejects(connecting, { code: "bridge-failed" });
});

test("replies find their requests by id, in any order", async () => {
  const { host, bridge } = await connected();
  const first = bridge.status(["sign"]);
  const second = bridge.close();
  assert.deepEqual(host.sent, [{ type: "status", id: 1, pins: ["sign"] }, { type: "close", id: 2 }]);
  host.say({ type: "closed", id: 2 });
  await second;
  host.say({ type: "status", id: 1, readers: [{ name: "R", state: "empty" }] });
  assert.deepEqual(await first, [{ name: "R", state: "empty" }]);
});

test("bytes are base64 on the wire, and the PIN is sent once, as it is", async () => {
  const { host, bridge } = await connected();
  const opening = bridge.open("sign", { reader: "R", pin: "ABC123", lastTry: false });
  assert.deepEqual(host.sent, [{ type: "open", id: 1, key: "sign", reader: "R", pin: "ABC123", lastTry: false }]);
  host.say({ type: "opened", id: 1, certificate: "AQID" });
  assert.deepEqual(await opening, Uint8Array.of(1, 2, 3));
  const signing = bridge.sign([{ algorithm: "sha-256", value: new Uint8Array(32).fill(255) }]);
  assert.deepEqual(host.sent[1], { type: "sign", id: 2, digests: [{ algorithm: "sha-256", value: "//////////////////////////////////////////8=" }] });
  host.say({ type: "signed", id: 2, signatures: ["AA=="] });
  assert.deepEqual(await signing, [Uint8Array.of(0)]);
});

test("each verb says what it wants, and no more; a PIN that the reader asks for is left out", async () => {
  const { host, bridge } = await connected();
  const verbs: readonly (readonly [ask: () => Promise<unknown>, message: object, reply: object, result: unknown])[] = [
    [() => bridge.status(["sign", "auth", "attributes"]), { type: "status", pins: ["sign", "auth", "attributes"] }, { type: "status", readers: [] }, []],
    [() => bridge.certificates("R"), { type: "certificates", reader: "R" }, { type: "certificates", auth: "AQI=" }, { auth: Uint8Array.of(1, 2) }],
    [() => bridge.certificates("R"), { type: "certificates", reader: "R" }, { type: "certificates", auth: null }, { auth: null }],
    [() => bridge.open("auth", { reader: "R", lastTry: true }), { type: "open", key: "auth", reader: "R", lastTry: true }, { type: "opened", certificate: "AQ==" }, Uint8Array.of(1)],
    [() => bridge.authenticate("https://a.example", "n".repeat(16)), { type: "authenticate", origin: "https://a.example", nonce: "n".repeat(16) }, { type: "authenticated", signature: "Ag==" }, Uint8Array.of(2)],
    [
      () => bridge.attributes({ reader: "R", pin: "1234", lastTry: false }),
      { type: "attributes", reader: "R", pin: "1234", lastTry: false },
      { type: "attributes", file: "AQ==", digest: "Ag==" },
      { file: Uint8Array.of(1), digest: Uint8Array.of(2) },
    ],
    [() => bridge.attributes({ reader: "R", lastTry: false }), { type: "attributes", reader: "R", lastTry: false }, { type: "attributes", file: "AQ==", digest: null }, { file: Uint8Array.of(1), digest: null }],
    [
      () => bridge.changePin({ reader: "R", which: "auth", old: "1234", new: "4321", lastTry: false }),
      { type: "change-pin", reader: "R", which: "auth", old: "1234", new: "4321", lastTry: false },
      { type: "pin-changed" },
      undefined,
    ],
  ];
  for (const [index, [ask, message, reply, result]] of verbs.entries()) {
    const asking = ask();
    assert.deepEqual(host.sent[index], { ...message, id: index + 1 });
    host.say({ ...reply, id: index + 1 });
    assert.deepEqual(await asking, result);
  }
});

test("a person at the reader's keys has longer than a card", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { host, bridge } = await connected();
  const opening = bridge.open("auth", { reader: "R", lastTry: false });
  context.mock.timers.tick(60_000);
  assert.equal(host.disconnected, false);
  context.mock.timers.tick(110_000);
  await assert.rejects(opening, { code: "bridge-failed" });
});

test("an error's facts travel beside its code; nothing else does", async () => {
  const { host, bridge } = await connected();
  const opening = bridge.open("sign", { reader: "R", pin: "ABC123", lastTry: false });
  host.say({ type: "error", id: 1, code: "pin-wrong", triesLeft: 4, nested: { pin: 1 } });
  await assert.rejects(opening, (failure: Failure) => {
    assert.equal(failure.code, "pin-wrong");
    assert.deepEqual(failure.facts, { triesLeft: 4 });
    return true;
  });
});

test("a code of a newer bridge is a failure of the bridge, not of the window", async () => {
  const { host, bridge } = await connected();
  const asking = bridge.status(["sign"]);
  host.say({ type: "error", id: 1, code: "moon-phase" });
  await assert.rejects(asking, { code: "bridge-failed" });
});

test("a reply of another form is a protocol error", async () => {
  const { host, bridge } = await connected();
  const malformed = [
    [() => bridge.status(["sign"]), { type: "opened", certificate: "AQID" }],
    [() => bridge.status(["sign"]), { type: "status", readers: [{ name: 1 }] }],
    [() => bridge.open("sign", { reader: "R", pin: "P", lastTry: false }), { type: "opened", certificate: "?" }],
    [() => bridge.open("sign", { reader: "R", pin: "P", lastTry: false }), { type: "opened" }],
    [() => bridge.sign([{ algorithm: "sha-256", value: Uint8Array.of(1) }]), { type: "signed", signatures: [] }],
  ] as const;
  for (const [index, [ask, reply]] of malformed.entries()) {
    const asking: Promise<unknown> = ask();
    host.say({ ...reply, id: index + 1 });
    await assert.rejects(asking, { code: "protocol-error" });
  }
});

test("when the bridge goes, everything that waits fails, and so does what comes after", async () => {
  const { host, bridge } = await connected();
  const waiting = [bridge.status(["sign"]), bridge.close()];
  host.drop("Native host has exited.");
  for (const each of waiting) await assert.rejects(each, { code: "bridge-failed" });
  assert.equal(bridge.gone.aborted, true);
  await assert.rejects(bridge.status(["sign"]), { code: "bridge-failed" });
});

test("the bridge's last word is the reason", async () => {
  const { host, bridge } = await connected();
  const waiting = bridge.status(["sign"]);
  host.say({ type: "error", code: "message-too-large" });
  host.drop(undefined);
  await assert.rejects(waiting, { code: "message-too-large" });
});

test("a bridge that does not answer in time is ended", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { host, bridge } = await connected();
  const waiting = bridge.status(["sign"]);
  context.mock.timers.tick(20_000);
  await assert.rejects(waiting, { code: "bridge-failed" });
  assert.equal(host.disconnected, true);
});

test("events reach their listeners; a broken event reaches nobody", async () => {
  const { host, bridge } = await connected();
  const seen: unknown[] = [];
  bridge.onReaders = (readers: readonly Reader[]) => seen.push(readers);
  bridge.onProgress = (done, total) => seen.push([done, total]);
  host.say({ type: "readers-changed", readers: [{ name: "R", state: "present" }] });
  host.say({ type: "readers-changed", readers: "R" });
  host.say({ type: "progress", done: 1, total: 3 });
  host.say({ type: "progress", done: "1" });
  assert.deepEqual(seen, [[{ name: "R", state: "present" }], [1, 3]]);
});
