import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { test } from "node:test";
import { Failure } from "./failure.ts";
import { ENTRY, FRAME, GOOD, next, type Plan, reached, REQUEST, stage, type Staged } from "./staged-session.test-support.ts";

const READ = { action: "read-attributes", ...FRAME, fields: ["name"], purpose: "p" };
const BOTH: Plan = { ...GOOD, procedure: next, password: () => ENTRY, grant: () => ["name"] };

const kept = (plan: Plan = {}): Staged => stage({ ...BOTH, ...plan }, { request: READ, keepOpen: true });

test("a window that was asked to stay takes the next request: one window, one answer each, one consent to the site", async () => {
  const staged = kept();
  await reached(staged.log, "between");
  assert.equal(staged.answers.length, 1);
  assert.equal(staged.session.open, false);
  assert.equal(staged.host.disconnected, true);
  staged.begin(REQUEST);
  await staged.ended;
  assert.equal(staged.answers.length, 2);
  assert.deepEqual(staged.log.filter((name) => ["site", "answer", "between", "done"].includes(name)), ["answer", "between", "answer", "done"]);
  assert.equal(staged.log.filter((name) => name === "bridge:start").length, 2);
});

test("several may follow one another while each asks the window to stay", async () => {
  const staged = kept();
  for (const times of [1, 2]) {
    await reached(staged.log, "between", times);
    staged.begin(READ, true);
  }
  await reached(staged.log, "between", 3);
  staged.begin(REQUEST);
  await staged.ended;
  assert.equal(staged.answers.length, 4);
});

test("a signature's window does not stay, whatever the page says: its receipt is the person's", async () => {
  const staged = stage(BOTH, { request: REQUEST, keepOpen: true });
  await staged.ended;
  assert.deepEqual(staged.log.slice(-2), ["answer", "done"]);
});

test("a request that fails ends the window, also where it was asked to stay", async () => {
  const staged = kept({ grant: () => { throw new Failure("consent-denied"); } });
  await staged.ended;
  assert.deepEqual(staged.answers, ["consent-denied"]);
  assert.ok(!staged.log.includes("between"));
});

test("between two requests the person, the page and the clock may end it; the page hears nothing more", async (context) => {
  const byPerson = kept({ between: () => undefined });
  await byPerson.ended;
  const byPage = kept();
  await reached(byPage.log, "between");
  byPage.departure.abort(new Failure("page-gone"));
  await byPage.ended;
  const closed = kept();
  await reached(closed.log, "between");
  closed.session.close();
  await closed.ended;
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const idle = kept();
  await reached(idle.log, "between");
  await setImmediate();
  let over = false;
  void idle.ended.then(() => { over = true; });
  context.mock.timers.tick(9 * 60_000 + 59_000);
  await setImmediate();
  assert.equal(over, false);
  context.mock.timers.tick(1000);
  await idle.ended;
  for (const { answers, log } of [byPerson, byPage, closed, idle]) {
    assert.equal(answers.length, 1);
    assert.equal(log.filter((name) => name === "failed" || name === "done").length, 0);
  }
});
