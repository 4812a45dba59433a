import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { test, type TestContext } from "node:test";
import type { Card, ReaderStatus } from "../signing/bridge-protocol.ts";
import { FakeHost } from "../signing/fake-host.test-support.ts";
import type { Formats } from "../signing/formats.ts";
import { type CardOnDesk, type CertificateView, Desk } from "./desk.ts";

type Held = Extract<Card, { triesLeft: unknown }>;

const held = (more: Partial<Held> = {}): Card => ({ kind: "my-number-card", certificates: { sign: true, auth: true }, triesLeft: { sign: 5, auth: 3, attributes: 3 }, ...more });
const at = (name: string, card?: Card): ReaderStatus => ({ name, pinPad: false, ...(card ? { state: "present", card } : { state: "empty" }) });
const failing = (code: string): object => ({ type: "error", code });

/** A desk whose bridge answers what the test lays down. `certificates`: what each reader's card gives without a PIN. */
class Staged {
  readonly host = new FakeHost();
  readonly desk: Desk;
  readonly asked: string[] = [];
  readers: readonly ReaderStatus[] = [at("R", held())];
  readonly certificates: Record<string, string | null> = { A: "AAAA", R: "BBBB", S: "CCCC" };
  /** Answers to other requests, by their type. */
  readonly answers: Record<string, object> = {};
  readonly told: { readonly card: CardOnDesk | undefined; readonly sign: CertificateView }[] = [];

  constructor(context: TestContext) {
    context.after(() => {
      this.desk.rest();
      this.host.drop(undefined);
    });
    const formats = { certificatePem: () => "PEM", readCertificate: () => ({}) } as unknown as Formats;
    this.desk = new Desk(this.host, () => Promise.resolve(formats));
    this.host.onSent = (message) => {
      void this.#answer(message);
    };
    this.desk.follow(new AbortController().signal, () => {
      this.told.push({ card: this.desk.card, sign: this.desk.certificate("sign") });
    });
  }

  /** Someone looks; the first look is over when this returns. */
  async attended(): Promise<this> {
    this.desk.attend();
    await this.quiet();
    this.host.say({ type: "hello", protocol: 1, version: "0.1.0" });
    await this.quiet();
    return this;
  }

  /** Another look, with these readers. */
  async event(readers: readonly ReaderStatus[] = this.readers): Promise<void> {
    this.readers = readers;
    this.host.say({ type: "readers-changed", readers: [{ name: "R", state: "present" }] });
    await this.quiet();
  }

  async quiet(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  }

  get card(): CardOnDesk {
    assert.ok(this.desk.card);
    return this.desk.card;
  }

  async #answer({ id, type, reader }: Record<string, unknown>): Promise<void> {
    this.asked.push(String(type));
    await setImmediate();
    const given: object =
      this.answers[String(type)] ??
      (type === "status" ? { type, readers: this.readers } : type === "certificates" ? { type, auth: this.certificates[String(reader)] } : { type: "closed" });
    this.host.say({ ...given, id });
  }
}

test("a card stays the same through every look that does not say otherwise, and so does what is shown of it", async (context) => {
  const staged = await new Staged(context).attended();
  const { card } = staged;
  const before = staged.told.length;
  await staged.event([at("R", held({ triesLeft: { sign: 4, auth: 3, attributes: 3 } }))]);
  await staged.event([at("R", { kind: "busy" })]);
  await staged.event([at("A", held()), at("R", held())]);
  staged.desk.rest();
  staged.desk.attend();
  await staged.quiet();
  const since = staged.told.slice(before);
  assert.ok(since.length >= 4);
  for (const told of since) assert.equal(told.card, card);
  // From the first moment on: a form that is shown again loses the keyboard's attention.
  assert.equal(new Set(staged.told.map(({ sign }) => sign)).size, 1);
});

test("a card that leaves, and another in its place, are not the same", async (context) => {
  const staged = await new Staged(context).attended();
  const first = staged.card;
  await staged.event([at("R")]);
  assert.equal(staged.desk.card, undefined);
  await staged.event([at("R", held())]);
  const second = staged.card;
  assert.notEqual(second, first);
  assert.equal(staged.desk.hasOtherThan(first), false);
  staged.certificates["R"] = "DDDD";
  await staged.event();
  assert.notEqual(staged.card, second);
  assert.equal(staged.desk.hasOtherThan(first), true);
});

test("of two cards one is meant until it goes or the person chooses", async (context) => {
  const staged = await new Staged(context).attended();
  await staged.event([at("A", held()), at("R", held()), at("S", held())]);
  assert.equal(staged.card.reader, "R");
  staged.desk.choose("S");
  const chosen = staged.card;
  assert.equal(chosen.reader, "S");
  await staged.quiet();
  assert.equal(staged.card, chosen);
  assert.equal(staged.desk.certificate("auth").state, "read");
  await staged.event([at("A", held()), at("R", held())]);
  assert.equal(staged.card.reader, "A");
});

test("a PIN never goes to another card than the one that it was typed for", async (context) => {
  const staged = await new Staged(context).attended();
  const { card } = staged;
  // The event of the exchange has not come yet.
  staged.certificates["R"] = "DDDD";
  await assert.rejects(staged.desk.readSignCertificate(card, "KASUMI88", false), { code: "card-removed" });
  await staged.quiet();
  await assert.rejects(staged.desk.tryPin(card, "auth", "1234", false), { code: "card-removed" });
  await staged.event([at("R")]);
  await assert.rejects(staged.desk.changePin(card, "auth", "1234", "2580", false), { code: "no-card" });
  assert.deepEqual(staged.asked.filter((type) => type !== "status" && type !== "certificates"), []);
});

test("a telephone gives nothing to be told by: what was read of it is shown after our own work, and not after anything else", async (context) => {
  const staged = new Staged(context);
  staged.readers = [at("R", held({ kind: "phone" }))];
  staged.certificates["R"] = null;
  staged.answers["open"] = { type: "opened", certificate: "EEEE" };
  await staged.attended();
  const { card } = staged;
  await staged.desk.readSignCertificate(card, "KASUMI88", false);
  await staged.quiet();
  assert.equal(staged.card, card);
  assert.equal(staged.desk.certificate("sign").state, "read");
  await staged.event();
  assert.notEqual(staged.card, card);
  assert.equal(staged.desk.certificate("sign").state, "unread");
});

test("an authentication certificate that cannot be read does not hide the card; a card that went does", async (context) => {
  const staged = new Staged(context);
  staged.answers["certificates"] = failing("card-garbled");
  await staged.attended();
  assert.equal(staged.desk.view.state, "ready");
  assert.equal(staged.desk.certificate("auth").state, "failed");
  staged.answers["certificates"] = failing("card-removed");
  await staged.event();
  assert.deepEqual(staged.desk.view, { state: "obstacle", code: "card-removed" });
});

test("after a change that was not answered either PIN may hold; after every other failure the old one does", async (context) => {
  for (const [answer, code] of [
    [failing("pin-wrong"), "pin-wrong"],
    [failing("card-removed"), "card-removed"],
    [failing("pin-change-unclear"), "pin-change-unclear"],
    [failing("internal"), "pin-change-unclear"],
    [{ type: "closed" }, "pin-change-unclear"],
  ] as const) {
    const staged = await new Staged(context).attended();
    staged.answers["change-pin"] = answer;
    await assert.rejects(staged.desk.changePin(staged.card, "auth", "1234", "2580", false), { code });
  }
  const cut = await new Staged(context).attended();
  cut.host.onSent = ({ id, type }) => {
    if (type === "change-pin") cut.host.drop(undefined);
    else if (type === "certificates") cut.host.say({ type, id, auth: "BBBB" });
  };
  await assert.rejects(cut.desk.changePin(cut.card, "auth", "1234", "2580", false), { code: "pin-change-unclear" });
});
