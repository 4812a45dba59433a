import type { Piece } from "./words.ts";

/** A sentence as nodes: each reading above its word. No line ends between a word and what follows it in the same phrase. */
export function sentenceOf(pieces: readonly Piece[]): readonly Node[] {
  const sentence: Node[] = [];
  let phrase: Node[] = [];
  const endPhrase = (): void => {
    if (phrase.some((node) => node instanceof HTMLElement)) {
      const whole = document.createElement("span");
      whole.className = "phrase";
      whole.append(...phrase);
      sentence.push(whole);
    } else {
      sentence.push(...phrase);
    }
    phrase = [];
  };
  const mayBreak = (): void => {
    endPhrase();
    sentence.push(document.createElement("wbr"));
  };
  for (const { text, reading, foreign } of pieces) {
    if (reading !== undefined) {
      phrase.push(ruby(text, reading));
    } else if (foreign) {
      // It may be long: it ends its line where it must.
      endPhrase();
      sentence.push(document.createTextNode(text));
    } else {
      for (const part of text.match(PARTS) ?? []) {
        if (/^\s/.test(part)) {
          // Outside the phrase: a space in it would hold the line together.
          endPhrase();
          sentence.push(document.createTextNode(part));
        } else {
          if (/^[（「]/.test(part)) mayBreak();
          phrase.push(document.createTextNode(part));
        }
        if (/[、。・]$/.test(part)) mayBreak();
      }
    }
  }
  endPhrase();
  return sentence;
}

/** Spaces, and what stands between them, an opening bracket and a stop. */
const PARTS = /\s+|[（「]?[^\s、。・（「]+[、。・]*|[、。・（「]+/g;

/** The brackets are for whatever takes the plain text: a title, a copy, a screen reader that knows no ruby. */
function ruby(word: string, reading: string): HTMLElement {
  const element = document.createElement("ruby");
  const above = document.createElement("rt");
  above.textContent = reading;
  element.append(word, bracket("（"), above, bracket("）"));
  return element;
}

function bracket(sign: string): HTMLElement {
  const element = document.createElement("rp");
  element.textContent = sign;
  return element;
}
