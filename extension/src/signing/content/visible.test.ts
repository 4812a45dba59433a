import assert from "node:assert/strict";
import { test } from "node:test";
import { type Piece, visiblePieces } from "./visible.ts";

const marks = (text: string): string[] => visiblePieces(text).flatMap((piece) => ("codePoint" in piece ? [piece.codePoint] : []));
const joined = (pieces: readonly Piece[]): string => pieces.map((piece) => ("text" in piece ? piece.text : piece.hidden)).join("");

test("every character that changes the direction of writing is marked", () => {
  for (const control of ["\u061C", "\u200E", "\u200F", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069"]) {
    assert.equal(marks(`1${control}2`).length, 1, control.codePointAt(0)?.toString(16));
  }
  assert.deepEqual(visiblePieces("1\u202E2"), [{ text: "1" }, { hidden: "\u202E", codePoint: "U+202E", name: "RLO" }, { text: "2" }]);
});

test("what takes no room or does nothing is marked", () => {
  const unseen = ["\u0000", "\u0007", "\u001B", "\u007F", "\u0085", "\u00AD", "\u034F", "\u115F", "\u180E", "\u200B", "\u200D", "\u2028", "\u2060", "\u2800", "\u3164", "\uFEFF", "\uFFA0", "\uFFF9", "\u{E0041}", "\uE000", "\uD800", "\u{10FFFF}"];
  for (const character of unseen) assert.equal(marks(`あ${character}い`).length, 1, character.codePointAt(0)?.toString(16));
});

test("ordinary text is left alone", () => {
  for (const text of ["", "番号　花子", "a\tb\nc\r\nd", "﨑 髙 𠮷 が ガ ①〜～", "𝄞😀", "ﾊﾝｶｸ"]) assert.deepEqual(marks(text), [], text);
});

test("one variation selector after its sign is a shape; more, or one alone, is a hiding place", () => {
  assert.deepEqual(marks("葛\u{E0100}飾区"), []);
  assert.deepEqual(marks("☎\uFE0E"), []);
  assert.deepEqual(marks("葛\u{E0100}\u{E0101}飾区"), ["U+E0101"]);
  assert.deepEqual(marks("\u{E0100}葛"), ["U+E0100"]);
});

test("a lone carriage return is marked: it could hide what stands before it", () => {
  assert.deepEqual(marks("100\r000"), ["U+000D"]);
});

test("nothing is lost: the pieces are the text", () => {
  let state = 1;
  for (let round = 0; round < 200; round += 1) {
    let text = "";
    for (let length = 0; length < 40; length += 1) {
      state = (state * 1103515245 + 12345) % 0x80000000;
      text += String.fromCharCode([0x20, 0x200b, 0x3042, 0xd83d, 0xde00, 0x0a, 0x0d, 0xfe00, 0x202e, 0x61][state % 10] ?? 0);
    }
    assert.equal(joined(visiblePieces(text)), text);
  }
});
