import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeSignaturePin, normaliseSignaturePin } from "./pin.ts";

test("small and full-width letters become what the card knows", () => {
  assert.equal(normaliseSignaturePin("abc123"), "ABC123");
  assert.equal(normaliseSignaturePin("ＡｂＣ１２３"), "ABC123");
  assert.equal(normaliseSignaturePin("ａｚＡＺ０９"), "AZAZ09");
});

test("nothing else is changed: other letters are refused, never guessed", () => {
  for (const typed of ["ABC 123", " ABC123", "ABC123　", "ABC-123", "ÀBC123", "ｱｲｳ123", "ßABC12", "ABC12३", "ABC\u200B123"]) {
    assert.deepEqual(judgeSignaturePin(typed), { ok: false, fault: "characters" }, JSON.stringify(typed));
  }
});

test("the length is 6 to 16", () => {
  assert.deepEqual(judgeSignaturePin(""), { ok: false, fault: "empty" });
  assert.deepEqual(judgeSignaturePin("ABC12"), { ok: false, fault: "too-short" });
  assert.deepEqual(judgeSignaturePin("ABC123"), { ok: true, pin: "ABC123", oneKind: false });
  assert.deepEqual(judgeSignaturePin("ABCDEFGH12345678"), { ok: true, pin: "ABCDEFGH12345678", oneKind: false });
  assert.deepEqual(judgeSignaturePin("ABCDEFGH123456789"), { ok: false, fault: "too-long" });
});

test("four digits are another PIN, in either width", () => {
  assert.deepEqual(judgeSignaturePin("1234"), { ok: false, fault: "four-digits" });
  assert.deepEqual(judgeSignaturePin("１２３４"), { ok: false, fault: "four-digits" });
  assert.deepEqual(judgeSignaturePin("12345"), { ok: false, fault: "too-short" });
});

test("only letters or only digits is marked", () => {
  assert.deepEqual(judgeSignaturePin("abcdefgh"), { ok: true, pin: "ABCDEFGH", oneKind: true });
  assert.deepEqual(judgeSignaturePin("12345678"), { ok: true, pin: "12345678", oneKind: true });
});
