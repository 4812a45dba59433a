import assert from "node:assert/strict";
import { test } from "node:test";
import type { SignResult } from "../../../api/src/request.ts";
import type { CardEntry } from "../bridge.ts";
import { Failure } from "../failure.ts";
import { cancel, type Circumstances, course, GOOD, NOW, ORIGIN, type Plan, READING, REQUEST, stage, type Staged } from "../staged-session.test-support.ts";
import type { Offer, PinQuestion, Receipt } from "../steps.ts";

const PINS = { sign: "ABC123", auth: "1111", attributes: "2222" };
const ASKED = { fields: ["name", "address"], purpose: "送付先の確認" } as const;
const WITH_ATTRIBUTES = { ...REQUEST, attributes: ASKED };

const enter = (_: unknown, { pin }: PinQuestion): CardEntry => ({ reader: "R", pin: PINS[pin], lastTry: false });

const sign = (plan: Plan = {}, circumstances: Circumstances = {}): Staged =>
  stage({ ...GOOD, password: enter, grant: () => ["name", "address"], ...plan }, { request: WITH_ATTRIBUTES, ...circumstances });

const signatures = (log: readonly string[]): number => log.filter((name) => name === "bridge:sign").length;

test("attributes beside a signature: both PINs, the reading, the values, and only then the signature", async () => {
  const questions: PinQuestion[] = [];
  let offer: Offer | undefined;
  let receipt: Receipt | undefined;
  const { log, ended, answers, host } = sign({
    password: (bridge, question) => { questions.push(question); return enter(bridge, question); },
    grant: (origin, given) => { assert.equal(origin, ORIGIN); offer = given; return given.asked?.fields ?? []; },
    done: (_, kept) => { receipt = kept; },
  });
  await ended;
  assert.deepEqual(course(log), [
    "bridge:start", "procedure", "content", "consent", "password", "password", "working", "bridge:attributes", "grant", "working", "bridge:open", "bridge:sign", "answer", "done",
  ]);
  assert.deepEqual(questions.map(({ pin, reader, skippable, another }) => [pin, reader, skippable, another]), [["sign", undefined, false, true], ["attributes", "R", true, false]]);
  assert.deepEqual(offer, { signs: true, asked: ASKED, reading: READING });
  const result = answers[0] as SignResult;
  assert.deepEqual([result.attributes, result.digestMatches], [{ name: READING.attributes.name, address: READING.attributes.address }, true]);
  assert.deepEqual(receipt?.given, ["name", "address"]);
  for (const pin of [PINS.sign, PINS.attributes]) assert.equal(host.sent.filter((message) => JSON.stringify(message).includes(pin)).length, 1);
});

test("where none are asked for there is one PIN, one piece of card work, and nothing of attributes in the result", async () => {
  const questions: PinQuestion[] = [];
  let receipt: Receipt | undefined;
  const { log, ended, answers } = sign(
    { password: (bridge, question) => { questions.push(question); return enter(bridge, question); }, done: (_, kept) => { receipt = kept; } },
    { request: REQUEST },
  );
  await ended;
  assert.deepEqual(course(log), ["bridge:start", "procedure", "content", "consent", "password", "working", "bridge:open", "bridge:sign", "answer", "done"]);
  assert.deepEqual(questions.map(({ pin, another }) => [pin, another]), [["sign", false]]);
  assert.deepEqual(Object.keys(answers[0] as object), ["content", "signature", "format"]);
  assert.deepEqual(receipt?.given, []);
});

test("a value that the person keeps stays; where all are kept the signature goes alone", async () => {
  const one = sign({ grant: () => ["name"] });
  await one.ended;
  assert.deepEqual((one.answers[0] as SignResult).attributes, { name: READING.attributes.name });
  const none = sign({ grant: () => [] });
  await none.ended;
  assert.deepEqual(Object.keys(none.answers[0] as object), ["content", "signature", "format"]);
});

test("skipping the second PIN signs without the attributes; nothing of them is read", async () => {
  const { log, ended, answers } = sign({ password: (bridge, question) => (question.pin === "attributes" ? "skip" : enter(bridge, question)) });
  await ended;
  assert.ok(!log.includes("bridge:attributes") && !log.includes("grant"));
  assert.equal(signatures(log), 1);
  assert.deepEqual(Object.keys(answers[0] as object), ["content", "signature", "format"]);
});

test("who cancels or refuses anywhere before the values are given has signed nothing", async () => {
  const ways: readonly (readonly [Plan, Circumstances, string])[] = [
    [{ password: (bridge, question) => (question.pin === "attributes" ? cancel() : enter(bridge, question)) }, {}, "cancelled"],
    [{ working: cancel }, { replies: { attributes: null } }, "cancelled"],
    [{ grant: cancel }, {}, "cancelled"],
    [{ grant: () => { throw new Failure("consent-denied"); } }, {}, "consent-denied"],
  ];
  for (const [plan, circumstances, code] of ways) {
    const { log, ended, answers, host } = sign(plan, circumstances);
    await ended;
    assert.deepEqual(answers, [code]);
    assert.ok(!log.includes("bridge:open"), "the password has not left the window");
    assert.equal(signatures(log), 0);
    assert.equal(host.disconnected, true);
  }
});

test("a wrong second PIN is asked again before anything is signed, and the password is not", async () => {
  const replies: Record<string, object> = { attributes: { type: "error", code: "pin-wrong", triesLeft: 2 } };
  const asked: unknown[] = [];
  const { log, ended, answers } = sign(
    {
      password: (bridge, question) => {
        asked.push([question.pin, question.trouble?.code]);
        if (question.trouble) {
          assert.ok(!log.includes("bridge:open"));
          delete replies["attributes"];
        }
        return enter(bridge, question);
      },
    },
    { replies },
  );
  await ended;
  assert.deepEqual(asked, [["sign", undefined], ["attributes", undefined], ["attributes", "pin-wrong"]]);
  assert.equal(signatures(log), 1);
  assert.equal(answers.length, 1);
});

test("a wrong password is asked again; the attributes are neither read nor decided on twice", async () => {
  const replies: Record<string, object> = { open: { type: "error", code: "pin-wrong", triesLeft: 4 } };
  const asked: unknown[] = [];
  const { log, ended } = sign(
    { password: (bridge, question) => { asked.push([question.pin, question.another]); if (question.trouble) delete replies["open"]; return enter(bridge, question); } },
    { replies },
  );
  await ended;
  assert.deepEqual(asked, [["sign", true], ["attributes", false], ["sign", false]]);
  for (const once of ["bridge:attributes", "grant", "bridge:sign"]) assert.equal(log.filter((name) => name === once).length, 1, once);
});

test("a password that has waited is not given to a card that may be another one, and its signature does not go beside another card's attributes", async () => {
  const asked: unknown[] = [];
  let looks = 0;
  const { log, ended, host } = sign({
    password: (bridge, question) => { asked.push([question.pin, question.trouble?.code]); return enter(bridge, question); },
    grant: () => {
      looks += 1;
      if (looks > 1) return ["name"];
      for (const state of ["empty", "present"]) host.say({ type: "readers-changed", readers: [{ name: "R", state }, { name: "S", state: "empty" }] });
      return ["name"];
    },
  });
  await ended;
  assert.deepEqual(asked, [["sign", undefined], ["attributes", undefined], ["sign", "card-removed"], ["attributes", "card-removed"]]);
  for (const twice of ["bridge:attributes", "grant"]) assert.equal(log.filter((name) => name === twice).length, 2, twice);
  for (const once of ["bridge:open", "bridge:sign"]) assert.equal(log.filter((name) => name === once).length, 1, once);
});

test("a password that has waited is not given to another bridge's card: nobody has seen whether it is the same", async () => {
  const asked: unknown[] = [];
  let broken = false;
  const { log, ended, host, answers } = sign({
    password: (bridge, question) => {
      asked.push([question.pin, question.trouble?.code]);
      if (question.pin === "attributes" && !broken) {
        broken = true;
        host.drop(undefined);
        throw new Failure("bridge-failed");
      }
      return enter(bridge, question);
    },
    failed: () => "again",
  });
  await ended;
  assert.deepEqual(asked, [["sign", undefined], ["attributes", undefined], ["attributes", undefined], ["sign", "card-removed"]]);
  assert.equal(log.filter((name) => name === "bridge:start").length, 2);
  for (const once of ["bridge:open", "bridge:sign"]) assert.equal(log.filter((name) => name === once).length, 1, once);
  assert.equal(answers.length, 1);
});

test("a second PIN that locks does not take the signature from the person: they may go on without it", async () => {
  let visits = 0;
  const { log, ended, answers } = sign(
    { password: (bridge, question) => ((visits += 1) > 2 ? "skip" : enter(bridge, question)) },
    { replies: { attributes: { type: "error", code: "pin-wrong", triesLeft: 0 } } },
  );
  await ended;
  assert.ok(!log.includes("failed"));
  assert.deepEqual(Object.keys(answers[0] as object), ["content", "signature", "format"]);
});

test("a request that expires while the person looks at the values is not signed", async () => {
  let now = NOW;
  const { log, ended, answers } = sign({ grant: () => { now = new Date("2026-04-01T00:10:00Z"); return ["name"]; }, failed: () => "end" }, { now: () => now });
  await ended;
  assert.deepEqual(answers, ["request-expired"]);
  assert.ok(!log.includes("bridge:open"));
});
