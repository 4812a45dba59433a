import assert from "node:assert/strict";
import { test } from "node:test";
import { Words } from "../signing/words.ts";
import { birthDateText } from "./birth-date.ts";

const words = (language: string): Words => new Words({ getItem: () => null, setItem: () => undefined }, language);

test("a date of birth is written with its era, in each language", () => {
  const date = { era: "showa", year: 1980, month: 2, day: 17, raw: "319800217" } as const;
  assert.equal(birthDateText(words("ja"), date), "1980年2月17日（昭和55年）");
  assert.equal(birthDateText(words("en"), date), "February 17, 1980 (Showa 55)");
});

test("unknown parts are named, and an era is left out where none is registered or the year is before it", () => {
  assert.equal(birthDateText(words("ja"), { era: "unknown", year: 1980, month: 2, day: 17, raw: "019800217" }), "1980年2月17日");
  assert.equal(birthDateText(words("ja"), { era: "reiwa", year: 1980, month: 2, day: 17, raw: "519800217" }), "1980年2月17日");
  assert.equal(birthDateText(words("ja"), { era: "showa", year: 1950, month: null, day: null, raw: "319500000" }), "1950年（ほかは不明）");
  assert.equal(birthDateText(words("en"), { era: "showa", year: 1950, month: 3, day: null, raw: "319500300" }), "March 1950 (the rest is not known)");
});
