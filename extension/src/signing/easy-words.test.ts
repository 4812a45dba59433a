import assert from "node:assert/strict";
import { test } from "node:test";
import easy from "../../words/easy.json" with { type: "json" };
import { LANGUAGE_TAGS, LANGUAGES, type WordKey, Words } from "./words.ts";

const sentences = Object.entries(easy).map(([key, { message }]) => [key, message] as const);

/** Kanji with their reading behind them, as every sentence has them. */
const READ = /[\u4E00-\u9FFF々]+（[\u3041-\u309Fー]+）/g;

test("やさしい日本語 gives the reading of every kanji", () => {
  for (const [key, message] of sentences) {
    // The name is written as it is on the icon.
    if (key === "brand") continue;
    assert.doesNotMatch(message.replace(READ, ""), /[\u4E00-\u9FFF]/, key);
  }
});

test("a reading stands above its word, and is never seen in what a page, a card or a reader says", () => {
  const words = new Words({ getItem: () => "easy", setItem: () => undefined }, "ja");
  assert.deepEqual(words.pieces("site_unicode", { name: "山（やま）" }), [
    { text: "日本語", reading: "にほんご" },
    { text: "で " },
    { text: "書", reading: "か" },
    { text: "くと: " },
    { text: "山（やま）", foreign: true },
  ]);
  assert.deepEqual(words.pieces("plain", { text: words.say("sex_female") }, true), [{ text: "女", reading: "おんな" }]);
  for (const [key, message] of sentences) {
    const whole = words.pieces(key as WordKey).map(({ text, reading }) => (reading === undefined ? text : `${text}（${reading}）`)).join("");
    assert.equal(whole, message, key);
  }
  words.language = "ja";
  assert.deepEqual(words.pieces("brand"), [{ text: "実印 Jitsuin" }]);
});

test("やさしい日本語 has short sentences and no honorific chains", () => {
  for (const [key, message] of sentences) {
    const withoutReadings = message.replace(/（[\u3041-\u309Fー]+）/g, "");
    for (const sentence of withoutReadings.split("。")) assert.ok(sentence.length <= 55, `${key}: ${sentence}`);
    assert.doesNotMatch(message, /いただ|ございま|ご覧|申し上げ|なさい|おります|られます/, key);
  }
});

test("to the browser it is Japanese, and its dates are", () => {
  assert.deepEqual(LANGUAGES, ["ja", "easy", "en"]);
  assert.equal(LANGUAGE_TAGS.easy, "ja");
  const words = new Words({ getItem: () => "easy", setItem: () => undefined }, "en");
  assert.equal(words.language, "easy");
  assert.equal(words.tag, "ja");
  assert.equal(words.day(new Date("2030-02-17T14:59:59Z"), "Asia/Tokyo"), "2030年2月17日");
});
