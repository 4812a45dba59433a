import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuthenticateResult } from "../../../api/src/request.ts";
import type { CardEntry } from "../bridge.ts";
import { Failure } from "../failure.ts";
import { cancel, CERTIFICATE, type Circumstances, course, FRAME, next, NOW, ORIGIN, type Plan, READING, stage, type Staged } from "../staged-session.test-support.ts";
import type { Offer, PinQuestion } from "../steps.ts";

const PINS = { sign: "ABC123", auth: "1111", attributes: "2222" };
const LOGIN = { action: "authenticate", ...FRAME };
const ASKED = { fields: ["name", "birthDate"], purpose: "会員登録" } as const;
const FULL = { ...LOGIN, attributes: ASKED };

const enter = (_: unknown, { pin }: PinQuestion): CardEntry => ({ reader: "R", pin: PINS[pin], lastTry: false });
const GOOD: Plan = { procedure: next, password: enter, grant: () => ["name", "birthDate"], done: () => undefined };

const login = (plan: Plan = {}, circumstances: Circumstances = {}): Staged =>
  stage({ ...GOOD, ...plan }, { request: LOGIN, certificate: { ...CERTIFICATE, kind: "auth" }, ...circumstances });

test("the order is that of the seeds: procedure, PIN, card, and only then consent and answer", async () => {
  const { log, ended, answers, host } = login();
  await ended;
  assert.deepEqual(course(log), ["bridge:start", "procedure", "password", "working", "bridge:open", "bridge:authenticate", "grant", "answer", "done"]);
  assert.deepEqual(host.sent, [
    { type: "open", id: 1, key: "auth", reader: "R", pin: "1111", lastTry: false },
    { type: "authenticate", id: 2, origin: ORIGIN, nonce: FRAME.nonce },
  ]);
  assert.deepEqual(answers, [{ token: { format: "jitsuin-authentication-v1", certificate: "MAA=", signature: `${ORIGIN} ${FRAME.nonce}` } }]);
});

test("a second PIN is asked only where attributes are, before the card is touched, and of the same reader", async () => {
  const questions: PinQuestion[] = [];
  const { log, ended, answers } = login({ password: (bridge, question) => { questions.push(question); return enter(bridge, question); } }, { request: FULL });
  await ended;
  assert.deepEqual(course(log), [
    "bridge:start", "procedure", "password", "password", "working", "bridge:open", "bridge:authenticate", "working", "bridge:attributes", "grant", "answer", "done",
  ]);
  assert.deepEqual(questions.map(({ pin, reader, skippable, another }) => [pin, reader, skippable, another]), [["auth", undefined, false, true], ["attributes", "R", true, false]]);
  const { attributes, digestMatches } = answers[0] as AuthenticateResult;
  assert.deepEqual([attributes, digestMatches], [{ name: READING.attributes.name, birthDate: "1980-01-02" }, true]);
});

test("what the person unticks stays, and where nothing is given the result has no attributes", async () => {
  let offer: Offer | undefined;
  const one = login({ grant: (_, given) => { offer = given; return ["birthDate"]; } }, { request: FULL });
  await one.ended;
  assert.deepEqual(offer, { login: { serialNumber: "01" }, asked: ASKED, reading: READING });
  assert.deepEqual((one.answers[0] as { attributes: unknown }).attributes, { birthDate: "1980-01-02" });
  const none = login({ grant: () => [] }, { request: FULL });
  await none.ended;
  assert.deepEqual(Object.keys(none.answers[0] as object), ["token"]);
});

test("a login goes on without the attributes where the person skips their PIN; nothing of them is read", async () => {
  let offer: Offer | undefined;
  const { ended, log, answers } = login(
    { password: (bridge, question) => (question.pin === "attributes" ? "skip" : enter(bridge, question)), grant: (_, given) => { offer = given; return []; } },
    { request: FULL },
  );
  await ended;
  assert.ok(!log.includes("bridge:attributes"));
  assert.deepEqual(offer, { login: { serialNumber: "01" } });
  assert.ok(!("attributes" in (answers[0] as object)));
});

test("refusing gives the page nothing but the code", async () => {
  const { ended, answers, log } = login({ grant: () => { throw new Failure("consent-denied"); } }, { request: FULL });
  await ended;
  assert.deepEqual(answers, ["consent-denied"]);
  assert.deepEqual(log.at(-1), "answer");
});

test("cancel at every step answers once, and ends the bridge", async () => {
  for (const step of ["procedure", "password", "working", "grant"] as const) {
    const { ended, answers, host } = login({ [step]: cancel }, step === "working" ? { replies: { open: null } } : {});
    await ended;
    assert.deepEqual(answers, ["cancelled"], step);
    assert.equal(host.disconnected, true, step);
  }
});

test("after a wrong PIN only that PIN is asked again; the card does nothing twice", async () => {
  const replies: Record<string, object> = { attributes: { type: "error", code: "pin-wrong", triesLeft: 2 } };
  const asked: unknown[] = [];
  const { ended, log, answers } = login(
    {
      password: (bridge, question) => {
        asked.push([question.pin, question.trouble?.code, question.trouble?.about]);
        if (question.trouble) delete replies["attributes"];
        return enter(bridge, question);
      },
    },
    { request: FULL, replies },
  );
  await ended;
  assert.deepEqual(asked, [["auth", undefined, undefined], ["attributes", undefined, undefined], ["attributes", "pin-wrong", "attributes"]]);
  assert.deepEqual(log.filter((name) => name.startsWith("bridge:")), ["bridge:start", "bridge:open", "bridge:authenticate", "bridge:attributes", "bridge:attributes"]);
  assert.equal(answers.length, 1);
});

test("a wrong log-in PIN is asked again, and the other one is not", async () => {
  const replies: Record<string, object> = { open: { type: "error", code: "pin-wrong", triesLeft: 2 } };
  const asked: unknown[] = [];
  const { ended, host } = login(
    { password: (bridge, question) => { asked.push(question.pin); if (question.trouble) delete replies["open"]; return enter(bridge, question); } },
    { request: FULL, replies },
  );
  await ended;
  assert.deepEqual(asked, ["auth", "attributes", "auth"]);
  assert.equal(host.sent.filter(({ type }) => type === "attributes").length, 1);
});

test("a second PIN that locks, or a card without attributes, leaves the way to go on without them", async () => {
  for (const reply of [{ code: "pin-wrong", triesLeft: 0 }, { code: "card-unsupported" }]) {
    const asked: unknown[] = [];
    const { ended, log, answers } = login(
      { password: (bridge, question) => { asked.push([question.pin, question.trouble?.code]); return asked.length > 2 ? "skip" : enter(bridge, question); }, grant: () => [] },
      { request: FULL, replies: { attributes: { type: "error", ...reply } } },
    );
    await ended;
    // A locked PIN is what the step says of the card itself.
    assert.deepEqual(asked, [["auth", undefined], ["attributes", undefined], ["attributes", reply.code === "pin-wrong" ? undefined : reply.code]]);
    assert.ok(!log.includes("failed"));
    assert.deepEqual(Object.keys(answers[0] as object), ["token"]);
  }
});

test("back from the second PIN asks for the first one again, and back from that one shows the procedure", async () => {
  const turns = ["pin", "back", "back", "pin", "pin"];
  const { ended, log } = login({ password: (bridge, question) => (turns.shift() === "pin" ? enter(bridge, question) : "back") }, { request: FULL });
  await ended;
  assert.deepEqual(log.filter((name) => name === "procedure" || name === "password"), ["procedure", "password", "password", "password", "procedure", "password", "password"]);
});

test("a signing certificate, or one that is not valid today, logs nobody in, and the card is closed", async () => {
  for (const [certificate, code] of [[CERTIFICATE, "certificate-missing"], [{ ...CERTIFICATE, kind: "auth", notAfter: "2026-03-31T14:59:59Z" }, "certificate-not-valid"]] as const) {
    let about: unknown;
    const { ended, log, answers } = login({ failed: (failure) => { about = failure.about; return "end"; } }, { certificate });
    await ended;
    assert.deepEqual([answers, about], [[code], "auth"]);
    assert.ok(log.includes("bridge:close") && !log.includes("bridge:authenticate"));
  }
});

test("at a reader with keys the PIN is in no message, and a cancelled entry is asked again", async () => {
  const replies: Record<string, object> = { open: { type: "error", code: "pin-pad-cancelled" } };
  const troubles: unknown[] = [];
  const { ended, host, answers } = login(
    { password: (_, { trouble }) => { troubles.push(trouble?.code); if (trouble) delete replies["open"]; return { reader: "R", lastTry: false }; } },
    { replies },
  );
  await ended;
  assert.deepEqual(troubles, [undefined, "pin-pad-cancelled"]);
  assert.ok(host.sent.every((message) => !("pin" in message)));
  assert.equal(answers.length, 1);
});

test("a request that expires while the person reads what is sent is not answered with a login", async () => {
  let now = NOW;
  const { ended, answers } = login({ grant: () => { now = new Date("2026-04-01T00:10:00Z"); return []; }, failed: () => "end" }, { now: () => now });
  await ended;
  assert.deepEqual(answers, ["request-expired"]);
});
