import { Failure } from "../signing/failure.ts";
import { judgePin, type PinName } from "../signing/pin.ts";
import { confirmation, questionAt } from "../signing/steps/confirmation.ts";
import type { CardOnDesk } from "./desk.ts";
import { failureNotice } from "./failure-notice.ts";
import { forThisCard } from "./for-this-card.ts";
import { hide } from "../signing/hide.ts";
import { pinEntry } from "./pin-entry.ts";
import { PIN_WORDS } from "./pins.ts";
import type { SectionContext } from "./section.ts";

/**
 * A change may have happened or not. One entry of the new PIN tells; a wrong one costs one try. `changed`: the card whose PIN it was;
 * no other is tried. `end`: takes what was found out in the place of all this.
 */
export function whichPinHolds(context: SectionContext, pin: PinName, changed: CardOnDesk, leaving: AbortSignal, end: (found: HTMLElement) => void): HTMLElement {
  const { stage, desk } = context;
  const $ = stage.make.make.bind(stage.make);
  const entry = pinEntry(stage, { id: "pin-check", label: "change_new", rule: "unclear_rule", pin });
  const trouble = $("div", { class: "body-part" });
  const other = $("p", { id: "other-card", class: "note warning", say: "unclear_other_card", attributes: { role: "status", tabindex: "-1" }, hidden: true });
  const progress = $("p", { id: "progress", class: "strong", say: "desk_working", attributes: { tabindex: "-1" }, hidden: true });
  const submit = $("button", { id: "check", class: "button primary inline", say: "unclear_check", attributes: { type: "submit" } });
  const form = $(
    "form",
    { id: "check-form", attributes: { novalidate: "", autocomplete: "off" } },
    entry.element,
    $("div", { class: "pin-line" }, submit, $("a", { id: "back", class: "button secondary inline", say: "back", attributes: { href: "#pins" } })),
  );
  const check = async (typed: string): Promise<void> => {
    const { view, card } = desk;
    if (desk.working) return;
    if (view.state !== "ready" || !card) {
      document.getElementById("card-status")?.focus();
      return;
    }
    const lastTry = questionAt(view.chosen.card.triesLeft[pin]);
    if (lastTry && !(await confirmation(stage, lastTry, PIN_WORDS[pin].lastTry))) {
      entry.input.focus();
      return;
    }
    entry.input.value = "";
    trouble.replaceChildren();
    stage.announce("desk_working");
    try {
      await desk.tryPin(card, pin, typed, lastTry !== undefined);
      end($("div", { id: "is-new", class: "note success", attributes: { role: "alert" } }, $("p", { class: "strong", say: "unclear_is_new" })));
    } catch (thrown) {
      const failure = Failure.from(thrown).aboutPin(pin);
      if (failure.code === "pin-wrong") {
        end($("div", { id: "is-old", class: "note warning", attributes: { role: "alert" } }, $("p", { class: "strong", say: "unclear_is_old" }), $("p", { say: "unclear_is_old_if" })));
      } else {
        trouble.replaceChildren(failureNotice(stage, failure, { id: "check-trouble" }));
        entry.input.focus();
      }
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const verdict = judgePin(pin, entry.input.value);
    if (verdict.ok) {
      entry.accept();
      void check(verdict.pin);
    } else {
      entry.refuse(verdict.fault);
    }
  });
  desk.follow(leaving, () => {
    const another = desk.hasOtherThan(changed);
    progress.hidden = !desk.working;
    other.hidden = !another || !form.isConnected;
    hide(form, desk.working || another, desk.working ? progress : other);
  });
  return $(
    "section",
    { class: "body-part", attributes: { "aria-labelledby": "check-title" } },
    $("h2", { id: "check-title", say: "unclear_title" }),
    $("p", { say: "unclear_lead" }),
    forThisCard(context, leaving, [entry]),
    other,
    progress,
    trouble,
    form,
  );
}
