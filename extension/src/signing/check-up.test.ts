import assert from "node:assert/strict";
import { test } from "node:test";
import { Bridge } from "./bridge.ts";
import type { Card, ReaderStatus } from "./bridge-protocol.ts";
import { type CheckUp, checkUpOf, watchCheckUp } from "./check-up.ts";
import { Failure } from "./failure.ts";
import { FakeHost } from "./fake-host.test-support.ts";

const CARD: Extract<Card, { kind: "my-number-card" }> = { kind: "my-number-card", certificates: { sign: true, auth: true }, triesLeft: { sign: 5, auth: 3, attributes: 3 } };
const reader = (card?: Card): ReaderStatus => ({ name: "R", state: card ? "present" : "empty", pinPad: false, ...(card ? { card } : {}) });

test("the first part that is missing is named, with its code", () => {
  const cases: readonly (readonly [Parameters<typeof checkUpOf>[0], CheckUp["missing"]])[] = [
    ["pcsc-unavailable", { part: "service", code: "pcsc-unavailable" }],
    [[], { part: "reader", code: "no-reader" }],
    [[reader()], { part: "card", code: "no-card" }],
    [[{ name: "R", state: "unresponsive", pinPad: false }], { part: "card", code: "card-unresponsive" }],
    [[reader({ kind: "busy" })], { part: "card", code: "card-busy", kind: "busy" }],
    [[reader({ kind: "juki-card" })], { part: "card", code: "card-unsupported", kind: "juki-card" }],
    [[reader({ ...CARD, certificates: { sign: false, auth: false } })], { part: "certificates", code: "certificate-missing" }],
    [[reader(CARD)], undefined],
    [[reader({ ...CARD, kind: "phone" })], undefined],
    // A child's card signs nothing, and is complete.
    [[reader({ ...CARD, certificates: { sign: false, auth: true } })], undefined],
    [[reader({ ...CARD, triesLeft: { sign: 0, auth: 0, attributes: 0 } })], undefined],
    [[reader(), reader(CARD)], undefined],
  ];
  for (const [look, missing] of cases) {
    assert.deepEqual(checkUpOf(look).missing, missing, JSON.stringify(look));
    assert.equal(checkUpOf(look).looking, undefined);
  }
  assert.deepEqual(checkUpOf([reader(CARD)]), { readers: ["R"], card: CARD });
});

test("it goes on by itself: from a missing bridge, through reader and card, and back when they go", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
  };
  const views: CheckUp[] = [];
  const end = new AbortController();
  let readers: readonly ReaderStatus[] = [];
  let host: FakeHost | undefined;
  const connect = (): Promise<Bridge> => {
    if (!host) return Promise.reject(new Failure("bridge-missing"));
    const installed = host;
    installed.onSent = ({ id, pins }) => {
      assert.deepEqual(pins, ["sign", "auth", "attributes"]);
      queueMicrotask(() => { installed.say({ type: "status", id, readers }); });
    };
    const connecting = Bridge.connect(installed);
    installed.say({ type: "hello", protocol: 1, version: "0.1.0" });
    return connecting;
  };
  watchCheckUp(connect, end.signal, (view) => views.push(view));
  await settle();
  assert.deepEqual(views, [{ looking: "bridge" }, { missing: { part: "bridge", code: "bridge-missing" } }]);
  host = new FakeHost();
  context.mock.timers.tick(2000);
  await settle();
  assert.deepEqual(views.at(-2), { bridge: "0.1.0", looking: "service" });
  assert.deepEqual(views.at(-1), { bridge: "0.1.0", missing: { part: "reader", code: "no-reader" } });
  for (const [now, missing] of [[[reader()], "no-card"], [[reader(CARD)], undefined], [[], "no-reader"]] as const) {
    readers = now;
    host.say({ type: "readers-changed", readers: [] });
    await settle();
    assert.equal(views.at(-1)?.missing?.code, missing);
  }
  host.drop("Native host has exited.");
  host = undefined;
  await settle();
  assert.deepEqual(views.at(-1)?.missing, { part: "bridge", code: "bridge-failed" });
  context.mock.timers.tick(2000);
  await settle();
  assert.deepEqual(views.at(-1), { missing: { part: "bridge", code: "bridge-missing" } });
  end.abort();
  const seen = views.length;
  context.mock.timers.tick(60_000);
  await settle();
  assert.equal(views.length, seen);
});
