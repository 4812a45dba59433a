/**
 * Makes what the eye would miss visible. A text can carry characters that reverse its order, take no room or do nothing: a
 * person would then sign something else than what they read. Such characters are shown by their names instead.
 */

/** A stretch of text as it is, or a character that must be shown by its name. */
export type Piece =
  | { readonly text: string }
  | {
      readonly hidden: string;
      /** The code point, such as `U+202E`. */
      readonly codePoint: string;
      /** A short name where there is a usual one, such as `RLO`. */
      readonly name?: string;
    };

/** Cuts a text into what can be shown as it is and what cannot. Joined again, the pieces are the text. */
export function visiblePieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let shown = 0;
  for (const { 0: hidden, index } of text.matchAll(HIDDEN)) {
    if (isOrdinary(hidden, text, index)) continue;
    if (index > shown) pieces.push({ text: text.slice(shown, index) });
    const codePoint = `U+${(hidden.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
    const name = NAMES[codePoint];
    pieces.push(name === undefined ? { hidden, codePoint } : { hidden, codePoint, name });
    shown = index + hidden.length;
  }
  if (shown < text.length) pieces.push({ text: text.slice(shown) });
  return pieces;
}

/** Would more than so many characters of a text be shown by their names? */
export function hidesMoreThan(most: number, text: string): boolean {
  let count = 0;
  for (const { 0: hidden, index } of text.matchAll(HIDDEN)) {
    if (!isOrdinary(hidden, text, index)) count += 1;
    if (count > most) return true;
  }
  return false;
}

/**
 * Everything that may have to be marked: controls, formats (among them all that change the direction of writing), unassigned,
 * private use (外字: another computer shows another sign) and lone surrogates; line and paragraph separators; letters that
 * leave a blank; and variation selectors.
 */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180F\u2800\u3164\uFFA0\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu;

const VARIATION_SELECTOR = /^[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]$/u;

/** Line breaks and tabs are what they seem; so is one variation selector after the sign whose shape it chooses (葛󠄀). */
function isOrdinary(character: string, text: string, index: number): boolean {
  if (character === "\n" || character === "\t") return true;
  if (character === "\r") return text[index + 1] === "\n";
  if (VARIATION_SELECTOR.test(character)) return /[\p{L}\p{S}]$/u.test(text.slice(Math.max(0, index - 2), index));
  return false;
}

const NAMES: Readonly<Record<string, string>> = {
  "U+0000": "NUL",
  "U+000D": "CR",
  "U+001B": "ESC",
  "U+0085": "NEL",
  "U+00AD": "SHY",
  "U+061C": "ALM",
  "U+200B": "ZWSP",
  "U+200C": "ZWNJ",
  "U+200D": "ZWJ",
  "U+200E": "LRM",
  "U+200F": "RLM",
  "U+2028": "LS",
  "U+2029": "PS",
  "U+202A": "LRE",
  "U+202B": "RLE",
  "U+202C": "PDF",
  "U+202D": "LRO",
  "U+202E": "RLO",
  "U+2060": "WJ",
  "U+2066": "LRI",
  "U+2067": "RLI",
  "U+2068": "FSI",
  "U+2069": "PDI",
  "U+FEFF": "BOM",
};
