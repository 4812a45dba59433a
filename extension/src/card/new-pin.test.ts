import assert from "node:assert/strict";
import { test } from "node:test";
import type { PinName } from "../signing/pin.ts";
import { judgeChange } from "./new-pin.ts";

const judged = (pin: PinName, old: string, next: string, again = next): string => {
  const verdict = judgeChange(pin, { old, next, again });
  return verdict.ok ? `${verdict.old} to ${verdict.next}` : `${verdict.field}: ${verdict.fault}`;
};

test("a change is judged field by field, before the card is touched", () => {
  assert.equal(judged("sign", "KASUMI88", "tsubaki99"), "KASUMI88 to TSUBAKI99");
  assert.equal(judged("sign", "", "TSUBAKI99"), "old: empty");
  assert.equal(judged("sign", "1234", "TSUBAKI99"), "old: four-digits");
  assert.equal(judged("sign", "KASUMI88", "SHORT"), "next: too-short");
  assert.equal(judged("sign", "KASUMI88", "TSUBAKI_99"), "next: characters");
  assert.equal(judged("sign", "KASUMI88", "TSUBAKI"), "next: one-kind");
  assert.equal(judged("sign", "KASUMI88", "123456"), "next: one-kind");
  assert.equal(judged("sign", "KASUMI88", "kasumi88"), "next: unchanged");
  assert.equal(judged("sign", "KASUMI88", "TSUBAKI99", ""), "again: empty");
  assert.equal(judged("sign", "KASUMI88", "TSUBAKI99", "TSUBAKI98"), "again: different");
});

test("four digits, in full width too; nothing else", () => {
  assert.equal(judged("auth", "1234", "２５８０", "2580"), "1234 to 2580");
  assert.equal(judged("auth", "1234", "25801"), "next: too-long");
  assert.equal(judged("attributes", "KASUMI88", "2580"), "old: signature-password");
  assert.equal(judged("attributes", "1234", "12a4"), "next: characters");
});

test("an old password of one kind is let through, and marked", () => {
  const verdict = judgeChange("sign", { old: "KASUMI", next: "TSUBAKI99", again: "TSUBAKI99" });
  assert.ok(verdict.ok);
  assert.equal(verdict.oneKind, true);
});
