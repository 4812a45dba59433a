import type { Stage } from "../stage.ts";
import type { WordKey } from "../words.ts";

/** What is asked once more before a try may be lost. */
export type Question = "last-try" | "perhaps-last-try" | "one-kind";

/** What is asked before a try at a card with so many left. One that does not tell may have one left (bridge/PROTOCOL.md, `last-try`). */
export function questionAt(triesLeft: number | null | undefined): Extract<Question, "last-try" | "perhaps-last-try"> | undefined {
  if (triesLeft === 1) return "last-try";
  return triesLeft === null || triesLeft === undefined ? "perhaps-last-try" : undefined;
}

const WORDS: Readonly<Record<Question, { readonly title: WordKey; readonly lead: WordKey; readonly yes: WordKey }>> = {
  "last-try": { title: "last_try_title", lead: "last_try_lead", yes: "last_try_send" },
  "perhaps-last-try": { title: "perhaps_last_try_title", lead: "last_try_lead", yes: "perhaps_last_try_send" },
  "one-kind": { title: "one_kind_title", lead: "one_kind_lead", yes: "one_kind_send" },
};

/** A second, explicit yes. `say`: what a "yes" may cost, where it is not the signature password. The safe answer has the focus; Escape is the safe answer too. */
export function confirmation(stage: Stage, question: Question, say?: WordKey): Promise<boolean> {
  const $ = stage.make.make.bind(stage.make);
  const { title, lead, yes } = WORDS[question];
  return new Promise((resolve) => {
    const answer = (value: boolean) => (): void => {
      dialog.remove();
      resolve(value);
    };
    const no = $("button", { id: "confirm-no", class: "button secondary", say: "confirm_no", attributes: { type: "button" }, onClick: answer(false) });
    const dialog = $(
      "dialog",
      { id: "confirm", class: "dialog", attributes: { "aria-labelledby": "confirm-title", "aria-describedby": "confirm-lead", "data-question": question } },
      $("h2", { id: "confirm-title", say: title }),
      $("p", { id: "confirm-lead", say: say ?? lead }),
      $(
        "div",
        { class: "dialog-actions" },
        no,
        $("button", { id: "confirm-yes", class: "button primary", say: yes, attributes: { type: "button" }, onClick: answer(true) }),
      ),
    );
    dialog.addEventListener("cancel", answer(false));
    stage.screen.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
