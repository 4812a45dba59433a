import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reader } from "./bridge-protocol.ts";
import { Departures } from "./departures.ts";

const readers = (...states: Reader["state"][]): Reader[] => states.map((state, index) => ({ name: `R${index}`, state }));

test("a card that leaves counts, a card or a reader that comes does not", () => {
  const departures = new Departures();
  departures.found(readers("present"));
  departures.changed(readers("present", "present"));
  assert.deepEqual([departures.of("R0"), departures.of("R1"), departures.of("R2")], [0, 0, 0]);
  departures.changed(readers("empty", "present"));
  const left = departures.of("R0");
  assert.ok(left > 0 && departures.of("R1") === 0);
  departures.changed(readers("present", "present"));
  assert.equal(departures.of("R0"), left);
});

test("a change that shows none is a card that was exchanged too fast to be seen", () => {
  const departures = new Departures();
  departures.found(readers("present"));
  departures.changed(readers("present"));
  assert.equal(departures.of("R0"), 1);
});
