import { CARD_NAMES, unsuited } from "../signing/steps/card-panel.ts";
import type { Stage } from "../signing/stage.ts";
import type { Desk } from "./desk.ts";
import { hide } from "./hide.ts";
import { pairHere } from "./remedy.ts";

/** `panel`: what the state is, in words; it can have the keyboard's attention. */
export interface CardStatus {
  readonly element: HTMLElement;
  readonly panel: HTMLElement;
}

/** The state of readers and cards, live; the choice among several cards; and how to start what does not run. */
export function cardStatus(stage: Stage, desk: Desk, leaving: AbortSignal): CardStatus {
  const $ = stage.make.make.bind(stage.make);
  const panel = $("div", { id: "card-status", class: "card-status", attributes: { role: "status", tabindex: "-1" } });
  const select = $("select", { id: "reader" });
  const chooser = $("div", { class: "field", hidden: true }, $("label", { say: "reader_label", attributes: { for: "reader" } }), select);
  select.addEventListener("change", () => {
    desk.choose(select.value);
  });

  let shown = "";
  desk.follow(leaving, () => {
    const { view } = desk;
    select.disabled = desk.working;
    // What has not changed is not said again.
    const next = JSON.stringify(view.state === "ready" ? [view.cards.map(({ reader, card }) => [reader, card.kind]), view.chosen.reader] : view);
    if (next === shown) return;
    shown = next;
    panel.className = `card-status ${view.state === "failed" ? "obstacle" : view.state}`;
    panel.dataset["state"] = view.state === "obstacle" ? view.code : view.state === "failed" ? view.failure.code : view.state;
    const wasThere = panel.contains(document.activeElement);
    panel.replaceChildren(...lines(stage, desk));
    if (wasThere) panel.focus();
    const cards = view.state === "ready" ? view.cards : [];
    const chosen = view.state === "ready" ? view.chosen.reader : undefined;
    select.replaceChildren(
      ...cards.map(({ reader, card: { kind } }) => {
        const option = $("option", { say: "reader_choice", facts: () => ({ card: stage.words.say(CARD_NAMES[kind]), reader }), attributes: { value: reader } });
        option.selected = reader === chosen;
        return option;
      }),
    );
    hide(chooser, cards.length < 2, panel);
  });
  return { element: $("div", { class: "field" }, panel, chooser), panel };
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
