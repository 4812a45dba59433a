import type { Card } from "../bridge-protocol.ts";
import type { ErrorCode } from "../../../api/src/error-code.ts";
import type { CardKind } from "../card-watch.ts";
import { hide } from "../hide.ts";
import type { Stage } from "../stage.ts";
import { pairOf, type WordKey } from "../words.ts";

/** What is shown of a look at the readers. */
export interface Showing {
  readonly state: "looking" | "ready" | "obstacle";
  /** Stable, for tests: the `data-state` of the panel. */
  readonly name: string;
  /** All that the lines depend on, as JSON can say it: while it is the same, nothing is said again. */
  readonly about: unknown;
  readonly lines: () => readonly Node[];
  /** The cards that serve, and the reader of the one that is chosen. */
  readonly cards: readonly { readonly reader: string; readonly kind: CardKind }[];
  readonly chosen: string | undefined;
}

/** The state of readers and cards in words, and the choice among several cards. Both pages of the extension have one. */
export interface StatusPanel {
  /** It can have the keyboard's attention, and gets that of what vanishes from it. */
  readonly element: HTMLElement;
  readonly chooser: HTMLElement;
  readonly select: HTMLSelectElement;
  readonly show: (showing: Showing) => void;
}

/** `onChoose`: the person has chosen the card in this reader. */
export function statusPanel(stage: Stage, onChoose: (reader: string) => void): StatusPanel {
  const $ = stage.make.make.bind(stage.make);
  const element = $("div", { id: "card-status", class: "card-status", attributes: { role: "status", tabindex: "-1" } });
  const select = $("select", { id: "reader" });
  const chooser = $("div", { class: "field", hidden: true }, $("label", { say: "reader_label", attributes: { for: "reader" } }), select);
  select.addEventListener("change", () => {
    onChoose(select.value);
  });
  const linesDiffer = changes();
  const choicesDiffer = changes();
  return {
    element,
    chooser,
    select,
    show: ({ state, name, about, lines, cards, chosen }) => {
      if (linesDiffer([state, name, about])) {
        element.className = `card-status ${state}`;
        element.dataset["state"] = name;
        const wasThere = element.contains(document.activeElement);
        element.replaceChildren(...lines());
        if (wasThere) element.focus();
      }
      if (choicesDiffer([cards.map(({ reader, kind }) => [reader, kind]), chosen])) {
        select.replaceChildren(
          ...cards.map(({ reader, kind }) => {
            const option = $("option", { say: "reader_choice", facts: () => ({ card: stage.words.say(CARD_NAMES[kind]), reader }), attributes: { value: reader } });
            option.selected = reader === chosen;
            return option;
          }),
        );
      }
      hide(chooser, cards.length < 2, element);
    },
  };
}

/** Tells whether a value is another one than at the last call: what is live for a screen reader is not said twice. */
export function changes(): (value: unknown) => boolean {
  let before: string | undefined;
  return (value) => {
    const now = JSON.stringify(value);
    const differs = now !== before;
    before = now;
    return differs;
  };
}

export const CARD_NAMES: Readonly<Record<CardKind, WordKey>> = { "my-number-card": "kind_my_number_card", phone: "kind_phone" };

/** Cards that are known, and cannot do what is asked, have a pair of their own. */
export function unsuited({ code, kind }: { readonly code: ErrorCode; readonly kind?: Card["kind"] }): ReturnType<typeof pairOf> | undefined {
  if (code !== "card-unsupported") return undefined;
  if (kind === "phone") return { what: "card_phone_what", remedy: "card_phone_do" };
  return kind === "juki-card" ? { what: "card_juki_what", remedy: "card_juki_do" } : undefined;
}
