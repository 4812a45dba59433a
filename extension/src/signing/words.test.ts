import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import en from "../../_locales/en/messages.json" with { type: "json" };
import ja from "../../_locales/ja/messages.json" with { type: "json" };
import easy from "../../words/easy.json" with { type: "json" };
import { type ErrorCode, NEVER_AGAIN } from "../../api/src/error-code.ts";
import { CODES, Failure } from "./failure.ts";
import { pairOf, VARIANTS, type WordKey, Words } from "./words.ts";

const table = readFileSync("../bridge/PROTOCOL.md", "utf8")
  .split("\n")
  .map((line) => /^\| `([a-z-]+)` \| (\w+) \| (yes|no) \| (\w+) \|([^|]*)\|/.exec(line))
  .filter((row) => row !== null)
  .map(([, code = "", layer = "", again = "", move = "", facts = ""]) => ({
    code,
    layer,
    again: again === "yes",
    move,
    facts: [...facts.matchAll(/`(\w+)`/g)].map(([, fact = ""]) => fact),
  }));

const storage = (): Pick<Storage, "getItem" | "setItem"> => {
  const map = new Map<string, string>();
  return { getItem: (key) => map.get(key) ?? null, setItem: (key, value) => void map.set(key, value) };
};

test("the error table is that of PROTOCOL.md, in its order", () => {
  assert.ok(table.length >= 45);
  assert.deepEqual(
    Object.entries(CODES).map(([code, row]) => ({ code, ...row })),
    table.map(({ facts: _, ...row }) => row),
  );
});

test("the package's list of hopeless codes is that of PROTOCOL.md", () => {
  assert.deepEqual([...NEVER_AGAIN].sort(), table.filter(({ again }) => !again).map(({ code }) => code).sort());
});

test("every code has a pair of sentences in every language", () => {
  for (const { code, facts } of table) {
    const { what, remedy } = pairOf(code as ErrorCode);
    for (const catalogue of [ja, easy, en]) {
      for (const key of [what, remedy]) {
        assert.ok(catalogue[key].message.length > 0, key);
        // A sentence may only speak of facts that the code has.
        for (const hole of holesOf(catalogue[key].message)) assert.ok(facts.includes(hole), `${key} speaks of ${hole}`);
      }
    }
  }
});

test("a wrong PIN on a card that does not tell its tries: no sentence has a hole", () => {
  for (const about of ["sign", "auth", "attributes"] as const) {
    assert.equal(pairOf("pin-wrong", about, { triesLeft: 2 }).remedy, pairOf("pin-wrong", about).remedy);
    for (const catalogue of [ja, easy, en]) {
      for (const key of Object.values(pairOf("pin-wrong", about, {}))) assert.deepEqual(holesOf(catalogue[key].message), [], key);
    }
  }
});

test("where a code is about another PIN than the signature password, its sentences do not speak of that password", () => {
  for (const about of ["auth", "attributes"] as const) {
    for (const code of Object.keys(VARIANTS[about]) as ErrorCode[]) {
      const facts = table.find((row) => row.code === code)?.facts ?? [];
      for (const key of Object.values(pairOf(code, about))) {
        assert.doesNotMatch(ja[key].message, /署名/, key);
        assert.doesNotMatch(en[key].message, /signature|sign/i, key);
        for (const hole of holesOf(ja[key].message)) assert.ok(facts.includes(hole), `${key} speaks of ${hole}`);
      }
    }
  }
  assert.deepEqual(pairOf("no-card", "auth"), pairOf("no-card"));
});

test("the languages have the same keys and the same facts", () => {
  for (const catalogue of [easy, en]) assert.deepEqual(Object.keys(catalogue).sort(), Object.keys(ja).sort());
  for (const key of Object.keys(ja) as WordKey[]) {
    for (const catalogue of [easy, en]) assert.deepEqual(holesOf(catalogue[key].message), holesOf(ja[key].message), key);
    assert.doesNotMatch(en[key].message, /[\u3040-\u30FF\u4E00-\u9FFF]/, `${key} is not English`);
    // Chromium reads these files too, and refuses an extension with an undeclared $PLACEHOLDER$.
    assert.doesNotMatch(ja[key].message + en[key].message, /\$\w+\$/, key);
  }
});

test("facts are filled in, dates as dates, and the language changes at once", () => {
  const words = new Words(storage(), "ja-JP");
  assert.equal(words.language, "ja");
  assert.equal(words.say("tries_left", { triesLeft: 4 }), "入力できる回数: あと4回");
  let told = 0;
  words.onChange = () => (told += 1);
  words.language = "en";
  assert.equal(told, 1);
  assert.equal(words.say("tries_left", { triesLeft: 4 }), "Tries left: 4");
  const facts = words.factsOf(new Failure("certificate-not-valid", { notBefore: "2020-04-01T00:00:00Z", notAfter: "2025-04-01T00:00:00Z" }));
  assert.match(String(facts["notAfter"]), /2025/);
  assert.doesNotMatch(String(facts["notAfter"]), /T00/);
});

test("the person's choice outlives the window, and outranks the browser", () => {
  const kept = storage();
  new Words(kept, "ja").language = "en";
  assert.equal(new Words(kept, "ja").language, "en");
  assert.equal(new Words(storage(), "fr").language, "en");
});

test("a page's own braces are not facts", () => {
  assert.equal(new Words(storage(), "en").say("plain", { text: "{triesLeft}" }), "{triesLeft}");
});

function holesOf(message: string): string[] {
  return [...new Set([...message.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name))].sort();
}
