import type { CardView, Obstacle, ReadyCard } from "../card-watch.ts";
import { CODES } from "../failure.ts";
import type { Stage } from "../stage.ts";
import { pairOf } from "../words.ts";

/** The state of readers and cards, live; and, where several cards can sign, the choice among them. */
export interface CardPanel {
  readonly element: HTMLElement;
  readonly chooser: HTMLElement;
  onChoice: ((card: ReadyCard) => void) | undefined;
  show(view: CardView): void;
  /** The card that would be used now. */
  chosen(): ReadyCard | undefined;
}

/** `onEnd`: the person ends over an obstacle that no patience removes. */
export function cardPanel(stage: Stage, onEnd: (code: Obstacle) => void): CardPanel {
  const $ = stage.make.make.bind(stage.make);
  const element = $("div", { id: "card-status", class: "card-status", attributes: { role: "status", tabindex: "-1" } });
  const select = $("select", { id: "reader" });
  const chooser = $("div", { class: "field", hidden: true }, $("label", { say: "reader_label", attributes: { for: "reader" } }), select);
  let cards: readonly ReadyCard[] = [];

  const panel: CardPanel = {
    element,
    chooser,
    onChoice: undefined,
    chosen: () => cards.find(({ reader }) => reader === select.value) ?? cards[0],
    show: (view) => {
      element.dataset["state"] = view.state === "obstacle" ? view.code : view.state;
      element.className = `card-status ${view.state}`;
      cards = view.state === "ready" ? view.cards : [];
      const before = select.value;
      select.replaceChildren(
        ...cards.map(({ reader }) => {
          const option = $("option", { attributes: { value: reader } });
          option.textContent = reader;
          option.selected = reader === before;
          return option;
        }),
      );
      chooser.hidden = cards.length < 2;
      element.replaceChildren(...statusLines(stage, view, onEnd));
    },
  };
  select.addEventListener("change", () => {
    const card = panel.chosen();
    if (card) panel.onChoice?.(card);
  });
  return panel;
}

function statusLines(stage: Stage, view: CardView, onEnd: (code: Obstacle) => void): readonly Node[] {
  const $ = stage.make.make.bind(stage.make);
  switch (view.state) {
    case "looking":
      return [$("p", { say: "card_looking" })];
    case "ready":
      return [
        $("p", { class: "strong", say: "card_ready" }),
        ...(view.cards.length === 1 ? [$("p", { class: "small", text: view.cards[0].reader })] : []),
      ];
    case "obstacle": {
      const { what, remedy } = pairOf(view.code);
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
