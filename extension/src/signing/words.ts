import en from "../../_locales/en/messages.json" with { type: "json" };
import ja from "../../_locales/ja/messages.json" with { type: "json" };
import easy from "../../words/easy.json" with { type: "json" };
import type { ErrorCode, Facts } from "../../api/src/error-code.ts";
import type { Failure } from "./failure.ts";
import type { PinName } from "./pin.ts";

/** A key of `_locales`. Japanese is the source; a test holds the other languages to the same keys and facts. */
export type WordKey = keyof typeof ja;

type Catalogue = Readonly<Record<WordKey, { readonly message: string }>>;

/**
 * The languages of the window. A new one is a new folder in `_locales` and a new row here. やさしい日本語 is no language of its
 * own to a browser, and Chromium refuses a folder in `_locales` that is none: its words are beside it.
 */
const CATALOGUES = { ja, easy, en } as const satisfies Record<string, Catalogue>;

export type Language = keyof typeof CATALOGUES;

export const LANGUAGES = Object.keys(CATALOGUES) as readonly Language[];

/** What the browser and screen readers know each language as. */
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { ja: "ja", easy: "ja", en: "en" };

/** Each language by its own name. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { ja: "日本語", easy: "やさしい日本語", en: "English" };

/** A part of a sentence; `reading`: how a word in kanji is read. */
export interface Piece {
  readonly text: string;
  readonly reading?: string;
  /** Of a page, a card or a reader. */
  readonly foreign?: true;
}

const KEY = "jitsuin.language";

/** The words of the window in the language of the moment, which the person can change at any time. */
export class Words {
  /** Called after the language has changed. */
  onChange: (() => void) | undefined;
  readonly #storage: Pick<Storage, "getItem" | "setItem">;
  #language: Language;

  /** `preferred` is the browser's own language, used until the person chooses. */
  constructor(storage: Pick<Storage, "getItem" | "setItem">, preferred: string) {
    this.#storage = storage;
    const chosen = storage.getItem(KEY);
    this.#language = isLanguage(chosen) ? chosen : preferred.toLowerCase().startsWith("ja") ? "ja" : "en";
  }

  get language(): Language {
    return this.#language;
  }

  set language(language: Language) {
    this.#language = language;
    this.#storage.setItem(KEY, language);
    this.onChange?.();
  }

  /** The language of the moment for the `lang` attribute and for dates. */
  get tag(): string {
    return LANGUAGE_TAGS[this.#language];
  }

  /** The sentence, with its `{facts}` filled in. */
  say(key: WordKey, facts: Facts = {}): string {
    return this.#message(key).replace(/\{(\w+)\}/g, (hole, name: string) => String(facts[name] ?? hole));
  }

  /**
   * The same sentence in pieces: in やさしい日本語 each word in kanji apart, with its reading. A fact is foreign text, in which nothing is
   * taken for a reading, unless all facts are `own` words.
   */
  pieces(key: WordKey, facts: Facts = {}, own = false): readonly Piece[] {
    if (this.#language !== "easy") return [{ text: this.say(key, facts) }];
    if (own) return withReadings(this.say(key, facts));
    const parts = this.#message(key).split(/\{(\w+)\}/);
    return parts.flatMap((part, index) => (index % 2 === 1 ? [{ text: String(facts[part] ?? `{${part}}`), foreign: true }] : withReadings(part)));
  }

  #message(key: WordKey): string {
    const catalogue: Catalogue = CATALOGUES[this.#language];
    return catalogue[key].message;
  }

  /** A day and time as people write it, in the PC's time zone. */
  time(at: Date): string {
    return new Intl.DateTimeFormat(this.tag, { dateStyle: "long", timeStyle: "short" }).format(at);
  }

  /** A day; in the PC's time zone, where no other is meant. */
  day(at: Date, timeZone?: "Asia/Tokyo"): string {
    return new Intl.DateTimeFormat(this.tag, { dateStyle: "long", ...(timeZone === undefined ? {} : { timeZone }) }).format(at);
  }

  /** A size in bytes, with a unit that suits it. */
  size(bytes: number): string {
    const count = new Intl.NumberFormat(this.tag, { maximumFractionDigits: 1 });
    if (bytes < 1024) return this.say("bytes", { count: count.format(bytes) });
    if (bytes < 1024 * 1024) return `${count.format(bytes / 1024)} KB`;
    return `${count.format(bytes / (1024 * 1024))} MB`;
  }

  /** A failure's facts as they are read in a sentence: dates as dates. */
  factsOf(failure: Failure): Facts {
    const facts: Record<string, string | number> = { ...failure.facts };
    for (const name of ["notBefore", "notAfter"]) {
      const at = Date.parse(String(facts[name]));
      if (!Number.isNaN(at)) facts[name] = this.day(new Date(at), "Asia/Tokyo");
    }
    if (typeof facts["limit"] === "number") facts["limit"] = this.size(facts["limit"]);
    return facts;
  }
}

/**
 * The pair of sentences of an error: what happened, what to do. `about`: which PIN, where the sentences differ. `facts`: those of the error, where
 * the sentences speak of one that may be lacking.
 */
export function pairOf(code: ErrorCode, about: PinName = "sign", facts?: Readonly<Record<string, unknown>>): { readonly what: WordKey; readonly remedy: WordKey } {
  // Not every card tells how many tries are left.
  if (code === "pin-wrong" && facts && facts["triesLeft"] === undefined) {
    return { what: about === "sign" ? "error_pin_wrong_what" : "error_pin_wrong_digits_what", remedy: "error_pin_wrong_untold_do" };
  }
  const variant = about === "sign" ? undefined : VARIANTS[about][code];
  if (variant) return { what: `error_${variant}_what`, remedy: `error_${variant}_do` };
  const name = code.replaceAll("-", "_") as Underscored<ErrorCode>;
  return { what: `error_${name}_what`, remedy: `error_${name}_do` };
}

const DIGITS = { "pin-format": "pin_format_digits", "pin-wrong": "pin_wrong_digits", "last-try": "last_try_digits" } as const;

/** The sentences of a code speak of the signature password and its certificate; these speak of the other PINs. */
export const VARIANTS: Readonly<Record<Exclude<PinName, "sign">, Readonly<Partial<Record<ErrorCode, Stem<WordKey>>>>>> = {
  auth: { ...DIGITS, "pin-blocked": "pin_blocked_auth", "certificate-missing": "certificate_missing_auth", "certificate-not-valid": "certificate_not_valid_auth" },
  attributes: { ...DIGITS, "pin-blocked": "pin_blocked_attributes" },
};

/** What stands between `error_` and `_what`. */
type Stem<Key extends string> = Key extends `error_${infer Name}_what` ? Name : never;

type Underscored<Text extends string> = Text extends `${infer Head}-${infer Tail}` ? `${Head}_${Underscored<Tail>}` : Text;

/** As every word in kanji stands in `words/easy.json`: 内容（ないよう）. */
function withReadings(text: string): readonly Piece[] {
  return text
    .split(/([\u4E00-\u9FFF々]+（[\u3041-\u309Fー]+）)/)
    .map((part, index) => {
      const [word = "", reading = ""] = index % 2 === 1 ? part.slice(0, -1).split("（") : [];
      return reading === "" ? { text: part } : { text: word, reading };
    })
    .filter(({ text: shown }) => shown !== "");
}

function isLanguage(name: unknown): name is Language {
  return typeof name === "string" && Object.hasOwn(CATALOGUES, name);
}
