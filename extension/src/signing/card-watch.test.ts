import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { test } from "node:test";
import type { Card, ReaderStatus } from "./bridge-protocol.ts";
import { type CardView, viewOf, watchCards } from "./card-watch.ts";
import { Failure } from "./failure.ts";

type Holding = Partial<Extract<Card, { kind: "my-number-card" }>>;

const reader = (card?: Card, name = "R"): ReaderStatus => ({ name, state: "present", pinPad: false, ...(card ? { card } : {}) });
const holding = (given: Holding): Extract<Card, { kind: "my-number-card" }> => ({ kind: "my-number-card", certificates: { sign: true, auth: true }, triesLeft: { sign: 5, auth: 3, attributes: 3 }, ...given });
const card = (tries: number | null, sign = true): ReaderStatus => reader(holding({ certificates: { sign, auth: true }, triesLeft: { sign: tries } }));
const empty: ReaderStatus = { name: "E", state: "empty", pinPad: false };
const silent = (name: string): ReaderStatus => ({ name, state: "unresponsive", pinPad: false });
const ready = (triesLeft: number | null): object => ({ reader: "R", kind: "my-number-card", triesLeft, pinPad: false });

test("what readers hold is told by its code", () => {
  const cases: readonly (readonly [readonly ReaderStatus[], string])[] = [
    [[], "no-reader"],
    [[empty], "no-card"],
    [[silent("R")], "card-unresponsive"],
    [[reader()], "card-unresponsive"],
    [[card(0)], "pin-blocked"],
    [[card(5, false)], "certificate-missing"],
    [[reader({ kind: "juki-card" })], "card-unsupported"],
    [[reader({ kind: "other" })], "card-unsupported"],
    [[reader({ kind: "busy" })], "card-busy"],
    [[reader({ kind: "unreadable", code: "card-garbled" })], "card-garbled"],
    [[reader({ kind: "unreadable", code: "unheard-of" as "card-garbled" })], "card-unresponsive"],
  ];
  for (const [readers, code] of cases) {
    const view = viewOf(readers, "sign");
    assert.ok(view.state === "obstacle");
    assert.equal(view.code, code);
  }
});

test("a card that can sign wins over every other reader", () => {
  assert.deepEqual(viewOf([empty, card(5), silent("B")], "sign"), { state: "ready", cards: [ready(5)] });
  assert.deepEqual(viewOf([card(null)], "sign"), { state: "ready", cards: [ready(null)] });
  assert.equal(viewOf([reader({ ...holding({}), kind: "phone" })], "sign").state, "ready");
});

test("each PIN looks at what it needs: a child's card logs in and fills in, a telephone fills nothing in", () => {
  const child = [card(null, false)];
  assert.deepEqual([viewOf(child, "sign").state, viewOf(child, "auth").state, viewOf(child, "attributes").state], ["obstacle", "ready", "ready"]);
  const phone = [reader({ ...holding({}), kind: "phone" })];
  assert.deepEqual([viewOf(phone, "sign").state, viewOf(phone, "auth").state], ["ready", "ready"]);
  assert.deepEqual(viewOf(phone, "attributes"), { state: "obstacle", code: "card-unsupported", reader: "R", kind: "phone" });
  const locked = [reader(holding({ triesLeft: { sign: 0, auth: 1, attributes: 0 } }))];
  assert.deepEqual(viewOf(locked, "auth"), { state: "ready", cards: [ready(1)] });
  assert.equal((viewOf(locked, "attributes") as { code: string }).code, "pin-blocked");
});

test("several cards are told apart by reader and kind, and a reader's keys are known", () => {
  const view = viewOf([{ ...card(5), pinPad: true }, reader({ ...holding({}), kind: "phone" }, "P")], "sign");
  assert.deepEqual(view.state === "ready" && view.cards.map(({ reader: name, kind, pinPad }) => [name, kind, pinPad]), [["R", "my-number-card", true], ["P", "phone", false]]);
});

test("a telling obstacle is named before an empty reader", () => {
  assert.deepEqual(viewOf([empty, card(0)], "sign"), { state: "obstacle", code: "pin-blocked", reader: "R", kind: "my-number-card" });
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
  watchCards(bridge, { pin: "sign" }, end.signal, (view) => views.push(view), (failure) => failures.push(failure));
  return { bridge, views, failures, looks: () => looks, end };
}

test("one look at the start, and one after each change, also when another card lies in the same reader", async () => {
  const watch = watched([() => [empty], () => [card(5)], () => [card(2)]]);
  await setImmediate();
  assert.deepEqual(watch.views.map(({ state }) => state), ["looking", "obstacle"]);
  assert.equal(watch.looks(), 1);
  watch.bridge.onReaders?.([{ name: "R", state: "present" }]);
  await setImmediate();
  assert.deepEqual(watch.views.at(-1), { state: "ready", cards: [ready(5)] });
  watch.bridge.onReaders?.([{ name: "R", state: "present" }]);
  await setImmediate();
  assert.equal(watch.looks(), 3);
  assert.deepEqual(watch.views.at(-1), { state: "ready", cards: [ready(2)] });
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
  const watch = watched([() => [reader({ kind: "busy" })]]);
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

test("a watch of one reader sees no other: the second PIN is that of the same card", async () => {
  const views: CardView[] = [];
  const asked: unknown[] = [];
  const end = new AbortController();
  const bridge: Parameters<typeof watchCards>[0] = {
    gone: new AbortController().signal,
    onReaders: undefined,
    status: (pins) => {
      asked.push(pins);
      return Promise.resolve([card(5), reader(holding({}), "B")]);
    },
  };
  watchCards(bridge, { pin: "attributes", only: "B" }, end.signal, (view) => views.push(view), () => undefined);
  await setImmediate();
  assert.deepEqual(views.at(-1), { state: "ready", cards: [{ reader: "B", kind: "my-number-card", triesLeft: 3, pinPad: false }] });
  assert.deepEqual(asked, [["attributes"]]);
  end.abort();
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
