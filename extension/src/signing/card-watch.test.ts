import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { test } from "node:test";
import type { ReaderStatus } from "./bridge-protocol.ts";
import { type CardView, viewOf, watchCards } from "./card-watch.ts";
import { Failure } from "./failure.ts";

const card = (tries: number | null, signCertificate = true): ReaderStatus => ({
  name: "R",
  state: "present",
  card: { kind: "my-number-card", signCertificate, triesLeft: { sign: tries } },
});
const empty: ReaderStatus = { name: "E", state: "empty" };

test("what readers hold is told by its code", () => {
  const cases: readonly (readonly [readonly ReaderStatus[], string])[] = [
    [[], "no-reader"],
    [[empty], "no-card"],
    [[{ name: "R", state: "unresponsive" }], "card-unresponsive"],
    [[{ name: "R", state: "present" }], "card-unresponsive"],
    [[card(0)], "pin-blocked"],
    [[card(5, false)], "certificate-missing"],
    [[{ name: "R", state: "present", card: { kind: "juki-card" } }], "card-unsupported"],
    [[{ name: "R", state: "present", card: { kind: "other" } }], "card-unsupported"],
    [[{ name: "R", state: "present", card: { kind: "busy" } }], "card-busy"],
    [[{ name: "R", state: "present", card: { kind: "unreadable", code: "card-garbled" } }], "card-garbled"],
    [[{ name: "R", state: "present", card: { kind: "unreadable", code: "unheard-of" as "card-garbled" } }], "card-unresponsive"],
  ];
  for (const [readers, code] of cases) {
    const view = viewOf(readers);
    assert.ok(view.state === "obstacle");
    assert.equal(view.code, code);
  }
});

test("a card that can sign wins over every other reader", () => {
  assert.deepEqual(viewOf([empty, card(5), { name: "B", state: "unresponsive" }]), { state: "ready", cards: [{ reader: "R", triesLeft: 5 }] });
  assert.deepEqual(viewOf([card(null)]), { state: "ready", cards: [{ reader: "R", triesLeft: null }] });
  const phone: ReaderStatus = { name: "P", state: "present", card: { kind: "phone", signCertificate: true, triesLeft: { sign: 5 } } };
  assert.equal(viewOf([phone]).state, "ready");
});

test("a telling obstacle is named before an empty reader", () => {
  assert.deepEqual(viewOf([empty, card(0)]), { state: "obstacle", code: "pin-blocked", reader: "R" });
});

function watched(answers: (() => readonly ReaderStatus[])[]): {
  bridge: Parameters<typeof watchCards>[0];
  views: CardView[];
  failures: Failure[];
  looks: () => number;
  end: AbortController;
} {
  let looks = 0;
  const end = new AbortController();
  const views: CardView[] = [];
  const failures: Failure[] = [];
  const bridge: Parameters<typeof watchCards>[0] = {
    gone: new AbortController().signal,
    onReaders: undefined,
    status: () => {
      const answer = answers[Math.min(looks, answers.length - 1)];
      looks += 1;
      return new Promise((resolve) => {
        resolve(answer?.() ?? []);
      });
    },
  };
  watchCards(bridge, end.signal, (view) => views.push(view), (failure) => failures.push(failure));
  return { bridge, views, failures, looks: () => looks, end };
}

test("one look at the start, and one after each change, also when another card lies in the same reader", async () => {
  const watch = watched([() => [empty], () => [card(5)], () => [card(2)]]);
  await setImmediate();
  assert.deepEqual(watch.views.map(({ state }) => state), ["looking", "obstacle"]);
  assert.equal(watch.looks(), 1);
  watch.bridge.onReaders?.([{ name: "R", state: "present" }]);
  await setImmediate();
  assert.deepEqual(watch.views.at(-1), { state: "ready", cards: [{ reader: "R", triesLeft: 5 }] });
  watch.bridge.onReaders?.([{ name: "R", state: "present" }]);
  await setImmediate();
  assert.equal(watch.looks(), 3);
  assert.deepEqual(watch.views.at(-1), { state: "ready", cards: [{ reader: "R", triesLeft: 2 }] });
  watch.end.abort();
  assert.equal(watch.bridge.onReaders, undefined);
});

test("a change during a look is looked at afterwards, and the stale view is not shown", async () => {
  const watch = watched([() => [empty], () => [card(5)]]);
  watch.bridge.onReaders?.([{ name: "R", state: "present" }]);
  await setImmediate();
  assert.equal(watch.looks(), 2);
  assert.deepEqual(watch.views.map(({ state }) => state), ["looking", "ready"]);
  watch.end.abort();
});

test("an obstacle that gives no event when it goes is looked at again, until the watch ends", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  const watch = watched([() => [{ name: "R", state: "present", card: { kind: "busy" } }]]);
  await settle();
  assert.equal(watch.looks(), 1);
  context.mock.timers.tick(3000);
  await settle();
  assert.equal(watch.looks(), 2);
  watch.end.abort();
  context.mock.timers.tick(30_000);
  await settle();
  assert.equal(watch.looks(), 2);
});

test("a failing look is an obstacle where it is one, and ends the watch where it is not", async () => {
  const away = watched([() => { throw new Failure("pcsc-unavailable"); }]);
  await setImmediate();
  assert.deepEqual(away.views.at(-1), { state: "obstacle", code: "pcsc-unavailable" });
  away.end.abort();
  const broken = watched([() => { throw new Failure("bridge-failed"); }]);
  await setImmediate();
  assert.equal(broken.failures[0]?.code, "bridge-failed");
});
