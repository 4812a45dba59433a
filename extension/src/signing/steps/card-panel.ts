import type { ErrorCode } from "../../../api/src/error-code.ts";
import type { Card } from "../bridge-protocol.ts";
import type { CardKind, CardView, Obstacle, ReadyCard } from "../card-watch.ts";
import { CODES } from "../failure.ts";
import type { PinName } from "../pin.ts";
import type { Stage } from "../stage.ts";
import { pairOf, type WordKey } from "../words.ts";

/** The state of readers and cards, live; and, where several cards serve, the choice among them. */
export interface CardPanel {
  readonly element: HTMLElement;
  readonly chooser: HTMLElement;
  onChoice: ((card: ReadyCard) => void) | undefined;
  show(view: CardView): void;
  /** The card that would be used now. */
  chosen(): ReadyCard | undefined;
}

/**
 * `onEnd`: the person ends over an obstacle that no patience removes. `meant`: the reader whose card the person has chosen before;
 * it stays chosen, also when it has been away, so that no PIN goes to another card unseen.
 */
export function cardPanel(stage: Stage, pin: PinName, meant: string | undefined, onEnd: (code: Obstacle) => void): CardPanel {
  const $ = stage.make.make.bind(stage.make);
  const element = $("div", { id: "card-status", class: "card-status", attributes: { role: "status", tabindex: "-1" } });
  const select = $("select", { id: "reader" });
  const chooser = $("div", { class: "field", hidden: true }, $("label", { say: "reader_label", attributes: { for: "reader" } }), select);
  let cards: readonly ReadyCard[] = [];
  let current = "";
  const at = (wanted: string | undefined): ReadyCard | undefined => cards.find(({ reader }) => reader === wanted);

  const panel: CardPanel = {
    element,
    chooser,
    onChoice: undefined,
    chosen: () => at(current),
    show: (view) => {
      element.dataset["state"] = view.state === "obstacle" ? view.code : view.state;
      element.className = `card-status ${view.state}`;
      cards = view.state === "ready" ? view.cards : [];
      current = (at(meant) ?? at(current) ?? cards[0])?.reader ?? current;
      select.replaceChildren(
        ...cards.map(({ reader, kind }) => {
          const option = $("option", { say: "reader_choice", facts: () => ({ card: stage.words.say(CARD_NAMES[kind]), reader }), attributes: { value: reader } });
          option.selected = reader === current;
          return option;
        }),
      );
      chooser.hidden = cards.length < 2;
      element.replaceChildren(...statusLines(stage, view, pin, onEnd));
    },
  };
  select.addEventListener("change", () => {
    meant = current = select.value;
    const card = panel.chosen();
    if (card) panel.onChoice?.(card);
  });
  return panel;
}

export const CARD_NAMES: Readonly<Record<CardKind, WordKey>> = { "my-number-card": "kind_my_number_card", phone: "kind_phone" };

/** Cards that are known, and cannot do what is asked, have a pair of their own. */
export function unsuited({ code, kind }: { readonly code: ErrorCode; readonly kind?: Card["kind"] }): ReturnType<typeof pairOf> | undefined {
  if (code !== "card-unsupported") return undefined;
  if (kind === "phone") return { what: "card_phone_what", remedy: "card_phone_do" };
  return kind === "juki-card" ? { what: "card_juki_what", remedy: "card_juki_do" } : undefined;
}

function statusLines(stage: Stage, view: CardView, pin: PinName, onEnd: (code: Obstacle) => void): readonly Node[] {
  const $ = stage.make.make.bind(stage.make);
  switch (view.state) {
    case "looking":
      return [$("p", { say: "card_looking" })];
    case "ready":
      return [
        $("p", { class: "strong", say: view.cards.every(({ kind }) => kind === "phone") ? "card_ready_phone" : "card_ready" }),
        ...(view.cards.length === 1 ? [$("p", { class: "small", text: view.cards[0].reader })] : []),
      ];
    case "obstacle": {
      const { what, remedy } = unsuited(view) ?? pairOf(view.code, pin);
      const facts = { statusWord: "" };
      const lines = [
        $("p", { class: "strong", say: what, facts }),
        $("p", { say: remedy, facts }),
        ...(view.reader === undefined ? [] : [$("p", { class: "small", text: view.reader })]),
      ];
      if (CODES[view.code].again) return [...lines, $("p", { class: "small", say: "card_goes_on" })];
      const end = $("button", {
        id: "end",
        class: "button secondary inline",
        say: "end",
        attributes: { type: "button" },
        onClick: () => {
          onEnd(view.code);
        },
      });
      return [...lines, $("p", { class: "small", say: "card_other" }), end];
    }
  }
}
