import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckUp } from "../check-up.ts";
import { Failure } from "../failure.ts";
import { course, next, type Plan, stage, type Staged } from "../staged-session.test-support.ts";
import type { Steps } from "../steps.ts";

const REQUEST = { action: "set-up" };
const GOOD: Plan = { welcome: next, terms: next, prepare: next, checkUp: next, done: () => undefined };
const setUp = (plan: Plan = {}, agreed = false): Staged => stage({ ...GOOD, ...plan }, { request: REQUEST, agreed });

test("what will happen, what to agree to, what to have at hand, and then the check; no PIN anywhere", async () => {
  const { log, ended, answers, agreement } = setUp();
  await ended;
  assert.deepEqual(course(log), ["welcome", "terms", "prepare", "checkUp", "answer", "done"]);
  assert.deepEqual(answers, [{}]);
  assert.equal(agreement.given, true);
});

test("an agreement is asked for once a version, and is not given by going back", async () => {
  const turns = ["back", "next"];
  const first = setUp({ terms: () => turns.shift(), checkUp: () => { throw new Failure("cancelled"); } });
  await first.ended;
  assert.deepEqual(course(first.log), ["welcome", "terms", "welcome", "terms", "prepare", "checkUp", "answer"]);
  assert.equal(first.agreement.given, true);
  const left = setUp({ terms: () => { throw new Failure("cancelled"); } });
  await left.ended;
  assert.equal(left.agreement.given, false);
  const again = setUp({}, true);
  await again.ended;
  assert.deepEqual(course(again.log), ["welcome", "prepare", "checkUp", "answer", "done"]);
});

test("the check starts the bridge by itself; ending early tells the page what is missing, and nothing more is shown", async () => {
  const views: CheckUp[] = [];
  const { ended, answers, log } = setUp({
    checkUp: (watch: Parameters<Steps["checkUp"]>[0]) =>
      new Promise((_, reject) => {
        watch(new AbortController().signal, (view) => {
          views.push(view);
          if (view.missing) reject(new Failure(view.missing.code).asTold());
        });
      }),
  });
  await ended;
  assert.deepEqual(answers, ["no-reader"]);
  assert.ok(log.includes("bridge:status") && !log.includes("failed"));
  assert.deepEqual(views.map(({ looking, missing }) => looking ?? missing?.code), ["bridge", "service", "no-reader"]);
});
