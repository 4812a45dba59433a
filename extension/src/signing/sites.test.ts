import assert from "node:assert/strict";
import { test } from "node:test";
import { Sites } from "./sites.ts";

function storage(initial?: string): Pick<Storage, "getItem" | "setItem"> {
  let kept = initial ?? null;
  return { getItem: () => kept, setItem: (_, value) => void (kept = value) };
}

const now = new Date("2026-04-01T00:00:00Z");

test("a decision is for one exact origin", () => {
  const sites = new Sites(storage());
  sites.decide("https://city.example.jp", "allowed", now);
  assert.equal(sites.decisionFor("https://city.example.jp"), "allowed");
  for (const other of ["https://city.example.jp:8443", "http://city.example.jp", "https://www.city.example.jp", "https://city.example.jp.evil.example", "__proto__"]) {
    assert.equal(sites.decisionFor(other), undefined, other);
  }
});

test("decisions are kept, changed, listed and forgotten", () => {
  const kept = storage();
  new Sites(kept).decide("https://a.example", "allowed", now);
  new Sites(kept).decide("https://a.example", "blocked", now);
  assert.deepEqual(new Sites(kept).entries(), [["https://a.example", { decision: "blocked", since: "2026-04-01T00:00:00.000Z" }]]);
  new Sites(kept).forget("https://a.example");
  assert.equal(new Sites(kept).decisionFor("https://a.example"), undefined);
});

test("a broken list allows nobody", () => {
  for (const text of ["", "null", "{", '"x"', '[["https://a.example",{"decision":"maybe"}]]', '[["https://a.example"]]', "[null,1]"]) {
    assert.equal(new Sites(storage(text)).decisionFor("https://a.example"), undefined, text);
  }
});
