import assert from "node:assert/strict";
import { test } from "node:test";
import { judgePin, normalisePin, PIN_RULES } from "./pin.ts";

test("small and full-width letters become what the card knows", () => {
  assert.equal(normalisePin("abc123"), "ABC123");
  assert.equal(normalisePin("ＡｂＣ１２３"), "ABC123");
  assert.equal(normalisePin("ａｚＡＺ０９"), "AZAZ09");
});

test("nothing else is changed: other letters are refused, never guessed", () => {
  for (const typed of ["ABC 123", " ABC123", "ABC123　", "ABC-123", "ÀBC123", "ｱｲｳ123", "ßABC12", "ABC12३", "ABC\u200B123"]) {
    assert.deepEqual(judgePin("sign", typed), { ok: false, fault: "characters" }, JSON.stringify(typed));
  }
});

test("the length is 6 to 16", () => {
  assert.deepEqual(judgePin("sign", ""), { ok: false, fault: "empty" });
  assert.deepEqual(judgePin("sign", "ABC12"), { ok: false, fault: "too-short" });
  assert.deepEqual(judgePin("sign", "ABC123"), { ok: true, pin: "ABC123", oneKind: false });
  assert.deepEqual(judgePin("sign", "ABCDEFGH12345678"), { ok: true, pin: "ABCDEFGH12345678", oneKind: false });
  assert.deepEqual(judgePin("sign", "ABCDEFGH123456789"), { ok: false, fault: "too-long" });
});

test("four digits are another PIN, in either width", () => {
  assert.deepEqual(judgePin("sign", "1234"), { ok: false, fault: "four-digits" });
  assert.deepEqual(judgePin("sign", "１２３４"), { ok: false, fault: "four-digits" });
  assert.deepEqual(judgePin("sign", "12345"), { ok: false, fault: "too-short" });
});

test("only letters or only digits is marked", () => {
  assert.deepEqual(judgePin("sign", "abcdefgh"), { ok: true, pin: "ABCDEFGH", oneKind: true });
  assert.deepEqual(judgePin("sign", "12345678"), { ok: true, pin: "12345678", oneKind: true });
});

test("the PINs for log-in and for filling forms in are four digits, in either width, and nothing else is sent", () => {
  for (const name of ["auth", "attributes"] as const) {
    assert.deepEqual(judgePin(name, "1234"), { ok: true, pin: "1234", oneKind: false });
    assert.deepEqual(judgePin(name, "１２３４"), { ok: true, pin: "1234", oneKind: false });
    const cases = [["", "empty"], ["123", "too-short"], ["12345", "too-long"], ["12 4", "characters"], ["12a4", "characters"], ["１２३４", "characters"]] as const;
    for (const [typed, fault] of cases) assert.deepEqual(judgePin(name, typed), { ok: false, fault }, typed);
  }
});

test("a signature password in the place of four digits is recognised, and is not sent", () => {
  for (const typed of ["KASUMI88", "kasumi88", "ＫＡＳＵＭＩ８８"]) assert.deepEqual(judgePin("auth", typed), { ok: false, fault: "signature-password" });
  assert.deepEqual(judgePin("auth", "123456"), { ok: false, fault: "too-long" });
});

test("five tries for the password, three for the others", () => {
  assert.deepEqual([PIN_RULES.sign.strikes, PIN_RULES.auth.strikes, PIN_RULES.attributes.strikes], [5, 3, 3]);
});
