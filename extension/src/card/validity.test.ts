import assert from "node:assert/strict";
import { test } from "node:test";
import { validityOf } from "./validity.ts";

const certificate = { notBefore: "2025-10-27T01:35:57Z", notAfter: "2030-02-17T14:59:59Z" };
const at = (text: string): ReturnType<typeof validityOf> => validityOf(certificate, new Date(text));

test("days are those of the calendar in Japan", () => {
  assert.deepEqual(at("2030-02-16T14:59:59Z"), { state: "soon", days: 1 });
  assert.deepEqual(at("2030-02-16T15:00:00Z"), { state: "soon", days: 0 });
  assert.deepEqual(at("2030-02-17T14:59:59Z"), { state: "soon", days: 0 });
});

test("the warning begins 90 days before the end, and not 91", () => {
  assert.deepEqual(at("2029-11-18T15:00:00Z"), { state: "soon", days: 90 });
  assert.deepEqual(at("2029-11-18T14:59:59Z"), { state: "good", days: 91 });
});

test("before the first and after the last second it is not valid", () => {
  assert.deepEqual(at("2025-10-27T01:35:56Z"), { state: "early" });
  assert.equal(at("2025-10-27T01:35:57Z").state, "good");
  assert.deepEqual(at("2030-02-17T15:00:00Z"), { state: "expired" });
});
