import assert from "node:assert/strict";
import { test } from "node:test";
import { domainToASCII } from "node:url";
import { decodePunycode, displayOrigin } from "./origin.ts";

test("a plain origin is shown as it is", () => {
  assert.deepEqual(displayOrigin("https://www.city.example.jp"), {
    origin: "https://www.city.example.jp",
    scheme: "https",
    host: "www.city.example.jp",
    local: false,
    undecoded: false,
  });
  assert.equal(displayOrigin("http://localhost:8787").host, "localhost:8787");
  assert.equal(displayOrigin("http://localhost:8787").local, true);
});

test("a Japanese name is decoded beside its ASCII form", () => {
  const shown = displayOrigin(`https://${domainToASCII("じつ印市.例え.jp")}:8443`);
  assert.match(shown.host, /^xn--/);
  assert.equal(shown.unicode, "じつ印市.例え.jp:8443");
});

test("look-alikes of other scripts stay encoded, with a warning", () => {
  for (const name of ["аррӏе.com", "gооgle.jp", "pαypal.com", "例ノlogin.jp"]) {
    const shown = displayOrigin(`https://${domainToASCII(name)}`);
    assert.equal(shown.unicode, undefined, name);
    assert.equal(shown.undecoded, true, name);
  }
});

test("signs of the Japanese scripts that pass for a slash, a dot or a line stay encoded too", () => {
  for (const sign of ["〳", "〴", "〵", "〱", "・", "゠", "ノ", "丶", "丿", "〡", "ー"]) {
    const shown = displayOrigin(`https://${domainToASCII(`例${sign}login`)}.jp`);
    assert.equal(shown.unicode, undefined, sign);
    assert.equal(shown.undecoded, true, sign);
  }
});

test("kana and ideographs that pass for one another stay encoded", () => {
  for (const name of ["力.jp", "カ.jp", "ニロ.jp", "工口.jp", "へ.jp", "ヘ.jp", "べ-pe.jp", "力ード.jp", "入ロ.jp", "へア.jp", "ー.jp", "一.jp"]) {
    assert.equal(displayOrigin(`https://${domainToASCII(name)}`).undecoded, true, name);
  }
  for (const name of ["カード.jp", "らーめん.jp", "入口.jp", "東京へ行く.jp", "八千代市.jp", "ロボット.jp", "コミック.jp", "千葉ニュータウン.jp", "々.jp"]) {
    assert.equal(displayOrigin(`https://${domainToASCII(name)}`).undecoded, false, name);
  }
});

test("punycode is decoded as RFC 3492 says", () => {
  for (const label of ["例え", "じつ印市", "münchen", "ドメイン名例", "他们为什么不说中文", "3年b組金八先生"]) {
    assert.equal(decodePunycode(domainToASCII(label).slice(4)), label);
  }
  // RFC 3492 §7.1 (A), Arabic.
  assert.equal(decodePunycode("egbpdaj6bu4bxfgehfvwxn"), "ليهمابتكلموشعربي؟");
});

test("what is not punycode is not decoded, and does not hang", () => {
  for (const label of ["!", "99999999999999", "é", "a-", "zzzzzzzzzzzzzzzzzzzz"]) {
    const decoded = decodePunycode(label);
    assert.ok(decoded === undefined || typeof decoded === "string");
  }
  assert.equal(decodePunycode("99999999999999"), undefined);
});
