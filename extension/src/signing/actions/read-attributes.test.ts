import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../failure.ts";
import { cancel, type Circumstances, course, FRAME, next, type Plan, READING, stage, type Staged } from "../staged-session.test-support.ts";
import type { Offer, PinQuestion } from "../steps.ts";

const ASKED = { fields: ["name", "address", "birthDate", "sex"], purpose: "申請書に記入するため" } as const;
const REQUEST = { action: "read-attributes", ...FRAME, ...ASKED };
const GOOD: Plan = { procedure: next, password: () => ({ reader: "R", pin: "2222", lastTry: false }), grant: () => ASKED.fields, done: () => undefined };

const read = (plan: Plan = {}, circumstances: Circumstances = {}): Staged => stage({ ...GOOD, ...plan }, { request: REQUEST, ...circumstances });

test("the order is that of the seeds: what is read, PIN, card, and the values before anything is sent", async () => {
  let explained: unknown;
  let question: PinQuestion | undefined;
  let offer: Offer | undefined;
  const { log, ended, answers, host } = read({
    procedure: (request) => { explained = request; return "next"; },
    password: (_, asked) => { question = asked; return { reader: "R", pin: "2222", lastTry: false }; },
    grant: (_, given) => { offer = given; return given.asked?.fields ?? []; },
  });
  await ended;
  assert.deepEqual(course(log), ["bridge:start", "procedure", "password", "working", "bridge:attributes", "grant", "answer", "done"]);
  assert.deepEqual(explained, REQUEST);
  assert.deepEqual(question, { pin: "attributes", trouble: undefined, reader: undefined, skippable: false, meant: undefined, contact: undefined, another: false });
  assert.deepEqual(offer, { asked: REQUEST, reading: READING });
  assert.deepEqual(host.sent, [{ type: "attributes", id: 1, reader: "R", pin: "2222", lastTry: false }]);
  const { birthDateRaw: _, ...attributes } = READING.attributes;
  assert.deepEqual(answers, [{ attributes, digestMatches: true }]);
});

test("only what is granted is sent", async () => {
  const { ended, answers } = read({ grant: () => ["sex"] });
  await ended;
  assert.deepEqual(answers, [{ attributes: { sex: "female" }, digestMatches: true }]);
  const nothing = read({ grant: () => [] });
  await nothing.ended;
  assert.deepEqual(nothing.answers, [{ attributes: {}, digestMatches: true }]);
});

test("a birth date that is not wholly registered is null, and a card without a digest says so", async () => {
  const { ended, answers } = read({}, { reading: { attributes: { ...READING.attributes, birthDate: null }, digestMatches: null } });
  await ended;
  assert.deepEqual((answers[0] as { attributes: { birthDate: unknown }; digestMatches: unknown }).attributes.birthDate, null);
  assert.equal((answers[0] as { digestMatches: unknown }).digestMatches, null);
});

test("refusing, and cancelling at every step, sends no value", async () => {
  const denied = read({ grant: () => { throw new Failure("consent-denied"); } });
  await denied.ended;
  assert.deepEqual(denied.answers, ["consent-denied"]);
  for (const step of ["procedure", "password", "working", "grant"] as const) {
    const { ended, answers, log } = read({ [step]: cancel }, step === "working" ? { replies: { attributes: null } } : {});
    await ended;
    assert.deepEqual(answers, ["cancelled"], step);
    // "Cancel" before the card has worked leaves it untouched.
    if (step === "procedure" || step === "password") assert.ok(!log.includes("bridge:attributes"), step);
  }
});

test("a locked PIN is named as what it is", async () => {
  let about: unknown;
  const { ended, answers } = read({ failed: (failure) => { about = failure.about; return "end"; } }, { replies: { attributes: { type: "error", code: "pin-wrong", triesLeft: 0 } } });
  await ended;
  assert.deepEqual([answers, about], [["pin-blocked"], "attributes"]);
});
