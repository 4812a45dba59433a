import type { Facts } from "../../api/src/error-code.ts";
import { visiblePieces } from "./content/visible.ts";
import { sentenceOf } from "./readings.ts";
import type { Piece, WordKey, Words } from "./words.ts";

/** How an element is made. What a page sends is only ever given as `text`, and becomes text. */
export interface Make {
  id?: string;
  class?: string;
  /** The element's sentence; it follows the language. */
  say?: WordKey;
  /** The facts of the sentence. A function is asked again when the language changes. */
  facts?: Facts | (() => Facts);
  /** The facts are words of ours, with their readings; nothing of a page, a card or a reader. */
  own?: true;
  /** The accessible name, where there is no visible one. */
  label?: WordKey;
  /** Text that is not ours: of a page, a card or a reader. Invisible characters in it are shown by name. */
  text?: string;
  attributes?: Readonly<Record<string, string>>;
  hidden?: boolean;
  onClick?: () => void;
}

/** Makes elements whose words follow the language. */
export class Maker {
  readonly #words: Words;
  #sentences: WeakRef<HTMLElement>[] = [];
  readonly #speak = new WeakMap<HTMLElement, (() => void)[]>();

  constructor(words: Words) {
    this.#words = words;
  }

  make<Tag extends keyof HTMLElementTagNameMap>(
    tag: Tag,
    how: Make = {},
    ...children: readonly Node[]
  ): HTMLElementTagNameMap[Tag] {
    const element = document.createElement(tag);
    if (how.id !== undefined) element.id = how.id;
    if (how.class !== undefined) element.className = how.class;
    if (how.hidden === true) element.hidden = true;
    for (const [name, value] of Object.entries(how.attributes ?? {})) element.setAttribute(name, value);
    if (how.onClick) element.addEventListener("click", how.onClick);
    if (how.text !== undefined) element.append(this.visible(how.text));
    const { say, label } = how;
    if (say !== undefined || label !== undefined) {
      this.follow(element, () => {
        const facts = typeof how.facts === "function" ? how.facts() : (how.facts ?? {});
        if (say !== undefined) this.tell(element, say, facts, how.own);
        if (label !== undefined) element.setAttribute("aria-label", this.#words.say(label, facts));
      });
    }
    element.append(...children);
    return element;
  }

  /** Fills an element with a sentence. Readings stand above their words; where that is not possible, in brackets behind them. */
  tell(element: HTMLElement, say: WordKey, facts: Facts = {}, own = false): void {
    const pieces: readonly Piece[] = element instanceof HTMLOptionElement ? [{ text: this.#words.say(say, facts) }] : this.#words.pieces(say, facts, own);
    // One child, whatever the pieces: in a flex or grid box each would be an item of its own.
    const sentence = document.createElement("span");
    sentence.append(...sentenceOf(pieces));
    element.replaceChildren(pieces.some(({ reading }) => reading !== undefined) ? sentence : sentence.textContent);
  }

  /** Runs now and after every change of language, for as long as the element lives. */
  follow(element: HTMLElement, speak: () => void): void {
    const spoken = this.#speak.get(element);
    if (spoken) {
      spoken.push(speak);
    } else {
      this.#speak.set(element, [speak]);
      this.#sentences.push(new WeakRef(element));
    }
    speak();
  }

  /** Says everything anew, in the new language. */
  retell(): void {
    this.#sentences = this.#sentences.filter((reference) => {
      const element = reference.deref();
      if (element) this.retellOne(element);
      return element !== undefined;
    });
  }

  /** Says one element anew: its facts have changed. */
  retellOne(element: HTMLElement): void {
    for (const speak of this.#speak.get(element) ?? []) speak();
  }

  /** Foreign text: characters that the eye would miss stand as marks, and its direction stays inside. */
  visible(text: string): HTMLElement {
    const isolate = document.createElement("bdi");
    // Japanese signs in their Japanese shapes, also while the window speaks another language.
    if (/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]/u.test(text)) isolate.lang = "ja";
    for (const piece of visiblePieces(text)) {
      if ("text" in piece) {
        isolate.append(piece.text);
        continue;
      }
      const mark = this.make("mark", { class: "hidden-character" });
      mark.textContent = piece.name ?? piece.codePoint;
      this.follow(mark, () => {
        mark.title = this.#words.say("hidden_character", { codePoint: piece.codePoint });
      });
      isolate.append(mark);
      if (piece.codePoint === "U+2028" || piece.codePoint === "U+2029") isolate.append("\n");
    }
    return isolate;
  }
}
