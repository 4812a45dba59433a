import type { Stage } from "../signing/stage.ts";
import { statusPanel, unsuited } from "../signing/steps/status-panel.ts";
import type { Desk } from "./desk.ts";
import { pairHere } from "./remedy.ts";

/** `panel`: what the state is, in words; it can have the keyboard's attention. */
export interface CardStatus {
  readonly element: HTMLElement;
  readonly panel: HTMLElement;
}

/** The state of readers and cards, live; the choice among several cards; and how to start what does not run. */
export function cardStatus(stage: Stage, desk: Desk, leaving: AbortSignal): CardStatus {
  const { element: panel, chooser, select, show } = statusPanel(stage, (reader) => {
    desk.choose(reader);
  });
  desk.follow(leaving, () => {
    const { view } = desk;
    select.disabled = desk.working;
    const cards = view.state === "ready" ? view.cards.map(({ reader, card: { kind } }) => ({ reader, kind })) : [];
    const chosen = view.state === "ready" ? view.chosen.reader : undefined;
    show({
      state: view.state === "failed" ? "obstacle" : view.state,
      name: view.state === "obstacle" ? view.code : view.state === "failed" ? view.failure.code : view.state,
      about: view.state === "ready" ? [chosen, view.chosen.card.kind] : view,
      lines: () => lines(stage, desk),
      cards,
      chosen,
    });
  });
  return { element: stage.make.make("div", { class: "field" }, panel, chooser), panel };
}

function lines(stage: Stage, desk: Desk): readonly Node[] {
  const $ = stage.make.make.bind(stage.make);
  const { view } = desk;
  switch (view.state) {
    case "looking":
      return [$("p", { say: "card_looking" })];
    case "ready":
      return [
        $("p", { class: "strong", say: view.chosen.card.kind === "phone" ? "desk_phone" : "card_ready" }),
        $("p", { class: "small", text: view.chosen.reader }),
      ];
    case "obstacle": {
      const { what, remedy } = unsuited(view) ?? pairHere(view.code);
      return [
        $("p", { class: "strong", say: what, facts: { statusWord: "" } }),
        $("p", { say: remedy, facts: { statusWord: "" } }),
        ...(view.reader === undefined ? [] : [$("p", { class: "small", text: view.reader })]),
        $("p", { class: "small", say: "desk_goes_on" }),
      ];
    }
    case "failed": {
      const { what, remedy } = pairHere(view.failure.code);
      const facts = (): ReturnType<typeof stage.words.factsOf> => stage.words.factsOf(view.failure);
      const again = $("button", {
        id: "again",
        class: "button primary inline",
        say: "again",
        attributes: { type: "button" },
        onClick: () => {
          desk.restart();
        },
      });
      return [
        $("p", { class: "strong", say: what, facts }),
        $("p", { say: remedy, facts }),
        $("p", { class: "code-line" }, $("span", { say: "error_code_label" }), $("code", { id: "code", text: view.failure.code })),
        again,
      ];
    }
  }
}
