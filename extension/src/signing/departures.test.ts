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

test("a reader that is unplugged takes its card away, also if it comes back with a card in it", () => {
  const departures = new Departures();
  departures.found(readers("present", "present"));
  departures.changed(readers("present"));
  assert.deepEqual([departures.of("R0"), departures.of("R1")], [0, 1]);
  departures.changed(readers("present", "present"));
  assert.deepEqual([departures.of("R0"), departures.of("R1")], [0, 1]);
});

test("a change that shows none is a card that was exchanged too fast to be seen", () => {
  const departures = new Departures();
  departures.found(readers("present"));
  departures.changed(readers("present"));
  assert.equal(departures.of("R0"), 1);
});
