import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { test } from "node:test";
import { Failure } from "./failure.ts";
import { FakeHost } from "./fake-host.test-support.ts";
import { cancel, CERTIFICATE, course, ENTRY, GOOD, NOW, ORIGIN, reached, REQUEST, stage } from "./staged-session.test-support.ts";

test("the order is that of the seeds: procedure, content, consent, and only then password and card", async () => {
  const { log, ended, answers } = stage(GOOD);
  await ended;
  assert.deepEqual(course(log), ["bridge:start", "procedure", "content", "consent", "password", "working", "bridge:open", "bridge:sign", "answer", "done"]);
  assert.deepEqual((answers[0] as { signature: Uint8Array }).signature, Uint8Array.of(0x30, 0));
});

test("what is shown is read from the bytes that are signed, with the browser's origin in them", async () => {
  let shown: unknown;
  const { ended, answers } = stage({ ...GOOD, content: (_, __, content) => { shown = content.shown; return "next"; } });
  await ended;
  const signed = JSON.parse(new TextDecoder().decode((answers[0] as { content: Uint8Array }).content)) as { origin: string };
  assert.deepEqual((shown as { form: unknown }).form, signed);
  assert.equal(signed.origin, ORIGIN);
});

test("a site that asks for the first time is asked about before anything else; blocking ends it", async () => {
  const first = stage({ ...GOOD, site: () => "allow" }, { decided: null });
  await first.ended;
  assert.equal(first.log[0], "site");
  assert.equal(first.sites.decisionFor(ORIGIN), "allowed");
  const blocked = stage({ ...GOOD, site: () => "block" }, { decided: null });
  await blocked.ended;
  assert.deepEqual(blocked.log, ["site", "answer"]);
  assert.deepEqual(blocked.answers, ["site-blocked"]);
  assert.equal(blocked.sites.decisionFor(ORIGIN), "blocked");
});

test("a blocked site hears so at once; no bridge is started", async () => {
  const staged = stage({ blocked: () => "forget" }, { decided: "blocked", request: new Promise(() => undefined) });
  await staged.ended;
  assert.deepEqual(staged.log, ["answer", "blocked"]);
  assert.equal(staged.sites.decisionFor(ORIGIN), undefined);
});

test("refusing sends nothing to the card", async () => {
  const { ended, log, answers } = stage({ ...GOOD, consent: () => { throw new Failure("consent-denied"); } });
  await ended;
  assert.deepEqual(answers, ["consent-denied"]);
  assert.ok(!log.includes("password") && !log.includes("bridge:open"));
});

test("cancel at every step answers once, ends the bridge and shows nothing more", async () => {
  for (const step of ["procedure", "content", "consent", "password", "working"] as const) {
    const { ended, answers, host, log } = stage({ ...GOOD, [step]: cancel }, step === "working" ? { replies: { open: null } } : {});
    await ended;
    assert.deepEqual(answers, ["cancelled"], step);
    assert.equal(host.disconnected, true, step);
    assert.ok(!log.includes("failed"), step);
  }
});

test("cancel works while the page still prepares", async () => {
  const { ended, answers } = stage({ waiting: (cancel) => { queueMicrotask(cancel); } }, { request: new Promise(() => undefined) });
  await ended;
  assert.deepEqual(answers, ["cancelled"]);
});

test("back returns to the step before, and consent is asked again", async () => {
  let visits = 0;
  const { ended, log } = stage({ ...GOOD, password: () => ((visits += 1) === 1 ? "back" : ENTRY) });
  await ended;
  assert.deepEqual(log.filter((name) => ["consent", "password"].includes(name)), ["consent", "password", "consent", "password"]);
});

test("after a wrong password the person is back at the password, with the reason; one VERIFY each", async () => {
  const reasons: unknown[] = [];
  const replies: Record<string, object> = { open: { type: "error", code: "pin-wrong", triesLeft: 4 } };
  const { ended, log, answers } = stage({ ...GOOD, password: (_, { trouble }) => { reasons.push(trouble?.code); if (trouble) delete replies["open"]; return ENTRY; } }, { replies });
  await ended;
  assert.deepEqual(reasons, [undefined, "pin-wrong"]);
  assert.equal(log.filter((name) => name === "bridge:open").length, 2);
  assert.equal(answers.length, 1);
});

test("a wrong password that was the last is a locked card", async () => {
  const { ended, answers } = stage({ ...GOOD, failed: () => "end" }, { replies: { open: { type: "error", code: "pin-wrong", triesLeft: 0 } } });
  await ended;
  assert.deepEqual(answers, ["pin-blocked"]);
});

test("a card that is taken away brings the password back; nothing was delivered", async () => {
  let visits = 0;
  const replies: Record<string, object> = { sign: { type: "error", code: "card-removed" } };
  const { ended, log, answers } = stage({ ...GOOD, password: () => { if ((visits += 1) === 2) delete replies["sign"]; return ENTRY; } }, { replies });
  await ended;
  assert.equal(visits, 2);
  assert.ok(log.indexOf("bridge:close") > 0);
  assert.equal(answers.length, 1);
});

test("a certificate that is not valid today closes the card before anything is signed", async () => {
  for (const certificate of [{ ...CERTIFICATE, notAfter: "2026-03-31T14:59:59Z" }, { ...CERTIFICATE, notBefore: "2026-05-01T00:00:00Z" }]) {
    const { ended, log, answers } = stage({ ...GOOD, failed: () => "end" }, { certificate });
    await ended;
    assert.ok(log.includes("bridge:close") && !log.includes("bridge:sign"));
    assert.deepEqual(answers, ["certificate-not-valid"]);
  }
});

test("a certificate of the other key is refused", async () => {
  const { ended, answers, log } = stage({ ...GOOD, failed: () => "end" }, { certificate: { ...CERTIFICATE, kind: "auth" } });
  await ended;
  assert.deepEqual(answers, ["certificate-missing"]);
  assert.ok(!log.includes("bridge:sign"));
});

test("a request that has expired while the person read is not signed", async () => {
  let now = NOW;
  const { ended, answers, log } = stage({ ...GOOD, password: () => { now = new Date("2026-04-01T00:10:00Z"); return ENTRY; }, failed: () => "end" }, { now: () => now });
  await ended;
  assert.deepEqual(answers, ["request-expired"]);
  assert.ok(!log.includes("bridge:open"));
});

test("a site's mistake is told to the site before the person has read about it", async () => {
  const { ended, log, answers } = stage({ failed: () => "end" }, { request: { ...REQUEST, nonce: 1 } });
  await ended;
  assert.deepEqual(answers, ["invalid-request"]);
  assert.deepEqual(log.slice(-2), ["answer", "failed"]);
});

test("whom to ask stands beside every error of a request, also where the request itself is refused", async () => {
  const contact = "市民課 03-0000-0000";
  const seen: unknown[] = [];
  const refused = stage({ failed: (_, choice) => { seen.push(choice.contact); return "end"; } }, { request: { ...REQUEST, contact, nonce: 1 } });
  await refused.ended;
  assert.deepEqual(refused.answers, ["invalid-request"]);
  const expired = stage({ failed: (_, choice) => { seen.push(choice.contact); return "end"; } }, { request: { ...REQUEST, contact, expires: "2020-01-01T00:00:00Z" } });
  await expired.ended;
  const asked = stage({ ...GOOD, password: (_, question) => { seen.push(question.contact); return ENTRY; } }, { request: { ...REQUEST, contact } });
  await asked.ended;
  const odd = stage({ failed: (_, choice) => { seen.push(choice.contact); return "end"; } }, { request: { ...REQUEST, contact: { html: "<b>" } } });
  await odd.ended;
  assert.deepEqual(seen, [contact, contact, contact, undefined]);
});

test("a person's obstacle is told to the site only when the person ends", async () => {
  const { log, answers, ended, host } = stage({ failed: () => "end" });
  host.connect = () => {
    queueMicrotask(() => { host.drop("Specified native messaging host not found."); });
    return FakeHost.prototype.connect.call(host);
  };
  await ended;
  assert.deepEqual(log.slice(-2), ["failed", "answer"]);
  assert.deepEqual(answers, ["bridge-missing"]);
});

test("an insecure origin gets nothing", async () => {
  const { ended, answers, log } = stage({ failed: () => "end" }, { origin: "null" });
  await ended;
  assert.deepEqual(answers, ["insecure-context"]);
  assert.ok(!log.includes("bridge:start"));
});

test("closing the window answers, ends the bridge, and what was under way stays silent", async () => {
  const { session, answers, host, log } = stage({ ...GOOD, working: () => new Promise(() => undefined) }, { replies: { open: null } });
  await reached(log, "bridge:open");
  session.close();
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  assert.deepEqual(answers.filter((answer) => answer === "window-closed"), ["window-closed"]);
  assert.equal(answers.length, 1);
  assert.equal(host.disconnected, true);
  assert.equal(session.open, false);
  assert.notEqual(log.at(-1), "password");
});

test("a window that is closed over an error tells that error", async () => {
  const { session, answers, log } = stage({ ...GOOD }, { replies: { open: { type: "error", code: "pin-blocked" } } });
  await reached(log, "failed");
  session.close();
  assert.deepEqual(answers, ["pin-blocked"]);
});

test("a page that is gone ends the bridge and is explained; one that withdrew closes the window", async () => {
  const gone = stage({ failed: () => "end" });
  await reached(gone.log, "procedure");
  gone.departure.abort(new Failure("page-gone"));
  await gone.ended;
  assert.ok(gone.log.includes("failed"));
  assert.equal(gone.host.disconnected, true);
  const withdrawn = stage({});
  await reached(withdrawn.log, "procedure");
  withdrawn.departure.abort(new Failure("aborted"));
  await withdrawn.ended;
  assert.ok(!withdrawn.log.includes("failed"));
});

test("a page that is gone while the bridge starts is explained, and no later screen is drawn over that", async () => {
  let greet = (): void => undefined;
  const { log, departure, host, ended } = stage({ ...GOOD, failed: () => new Promise(() => undefined) }, {
    start: (starting) => { greet = () => { starting.say({ type: "hello", protocol: 1, version: "0.1.0" }); }; },
  });
  await reached(log, "bridge:start");
  await setImmediate();
  departure.abort(new Failure("page-gone"));
  await reached(log, "failed");
  greet();
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
  assert.equal(log.at(-1), "failed");
  assert.equal(host.disconnected, true);
  void ended;
});

test("the PIN is in exactly one message, to the bridge, and in no answer", async () => {
  const { ended, host, answers } = stage(GOOD);
  await ended;
  assert.equal(host.sent.filter((message) => JSON.stringify(message).includes(ENTRY.pin)).length, 1);
  assert.ok(!JSON.stringify(answers).includes(ENTRY.pin));
});
