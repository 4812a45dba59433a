import type { CardView, Obstacle, ReadyCard } from "../card-watch.ts";
import { CODES } from "../failure.ts";
import type { PinName } from "../pin.ts";
import type { Stage } from "../stage.ts";
import { pairOf } from "../words.ts";
import { statusPanel, unsuited } from "./status-panel.ts";

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
  let cards: readonly ReadyCard[] = [];
  let current = "";
  const at = (wanted: string | undefined): ReadyCard | undefined => cards.find(({ reader }) => reader === wanted);
  const status = statusPanel(stage, (reader) => {
    meant = current = reader;
    const card = panel.chosen();
    if (card) panel.onChoice?.(card);
  });

  const panel: CardPanel = {
    element: status.element,
    chooser: status.chooser,
    onChoice: undefined,
    chosen: () => at(current),
    show: (view) => {
      cards = view.state === "ready" ? view.cards : [];
      current = (at(meant) ?? at(current) ?? cards[0])?.reader ?? current;
      status.show({
        state: view.state,
        name: view.state === "obstacle" ? view.code : view.state,
        // Not how many tries are left: the lines do not say it.
        about: view.state === "ready" ? cards.map(({ reader, kind }) => [reader, kind]) : view,
        lines: () => statusLines(stage, view, pin, onEnd),
        cards,
        chosen: current,
      });
    },
  };
  return panel;
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
