import { Failure } from "../signing/failure.ts";
import type { PinName } from "../signing/pin.ts";
import { confirmation, questionAt } from "../signing/steps/confirmation.ts";
import { cardStatus } from "./card-status.ts";
import { failureNotice } from "./failure-notice.ts";
import { forThisCard } from "./for-this-card.ts";
import { hide } from "../signing/hide.ts";
import { type ChangeField, judgeChange } from "./new-pin.ts";
import { pinEntry, type PinEntryField } from "./pin-entry.ts";
import { PIN_WORDS, pinOnCard } from "./pins.ts";
import type { SectionContext } from "./section.ts";
import { triesLine } from "./tries-line.ts";
import { whichPinHolds } from "./which-pin-holds.ts";

/** Another PIN for the old one: old, new, and new again; judged first, sent once. */
export function changePinSection(context: SectionContext, pin: PinName): void {
  const { stage, desk } = context;
  const $ = stage.make.make.bind(stage.make);
  const { name, rule, lastTry: lastTryWord } = PIN_WORDS[pin];
  const area = $("div", { class: "body-part" });
  const leaving = stage.show({
    name: "change",
    title: "change_title",
    facts: () => ({ name: stage.words.say(name) }),
    own: true,
    body: [area],
    actions: [],
  });
  stage.screen.dataset["pin"] = pin;
  leaving.addEventListener("abort", () => {
    delete stage.screen.dataset["pin"];
  });

  const status = cardStatus(stage, desk, leaving);
  const tries = triesLine(stage, desk, pin, leaving);
  const outcome = $("div", { id: "outcome", class: "body-part", attributes: { tabindex: "-1" } });
  const fields: Readonly<Record<ChangeField, PinEntryField>> = {
    old: pinEntry(stage, { id: "pin-old", label: "change_old", pin }),
    next: pinEntry(stage, { id: "pin-new", label: "change_new", rule, pin }),
    again: pinEntry(stage, { id: "pin-again", label: "change_again", pin }),
  };
  const submit = $("button", { id: "submit", class: "button primary", say: "change_submit", attributes: { type: "submit" } });
  const back = $("a", { id: "back", class: "button secondary", say: "back", attributes: { href: "#pins" } });
  const form = $(
    "form",
    { id: "change-form", attributes: { novalidate: "", autocomplete: "off" } },
    fields.old.element,
    fields.next.element,
    $("p", { class: "support", say: "change_advice" }),
    fields.again.element,
    $("p", { class: "small", say: "change_stays" }),
    $("div", { class: "pin-line" }, back, submit),
  );
  const progress = $("p", { id: "progress", class: "strong", say: "change_working", attributes: { tabindex: "-1" }, hidden: true });
  let answered = false;
  const cleared = forThisCard(context, leaving, Object.values(fields), () => {
    // What one card answered is not said beside the next.
    if (answered) outcome.replaceChildren();
  });
  area.append(status.element, tries, cleared, outcome, progress, form);

  const end = (found: HTMLElement): void => {
    outcome.replaceChildren(found, $("p", {}, $("a", { id: "end", class: "button primary", say: "change_end", attributes: { href: "#pins" } })));
    outcome.focus();
  };
  const change = async (old: string, next: string, oneKind: boolean): Promise<void> => {
    const { view, card } = desk;
    if (desk.working) return;
    if (view.state !== "ready" || !card) {
      status.panel.focus();
      return;
    }
    const lastTry = questionAt(view.chosen.card.triesLeft[pin]);
    if ((oneKind && !(await confirmation(stage, "one-kind"))) || (lastTry && !(await confirmation(stage, lastTry, lastTryWord)))) {
      fields.old.input.focus();
      return;
    }
    for (const { input } of Object.values(fields)) input.value = "";
    outcome.replaceChildren();
    answered = false;
    stage.announce("change_working");
    try {
      await desk.changePin(card, pin, old, next, lastTry !== undefined);
      form.remove();
      end($("div", { id: "changed", class: "note success" }, $("p", { class: "strong", say: "changed_what" }), $("p", { say: "changed_do" })));
      stage.announce("changed_what");
    } catch (thrown) {
      const failure = Failure.from(thrown).aboutPin(pin);
      if (failure.code === "pin-change-unclear") {
        area.replaceChildren(status.element, tries, outcome);
        outcome.replaceChildren(failureNotice(stage, failure), whichPinHolds(context, pin, card, leaving, end));
        outcome.focus();
      } else {
        answered = failure.row.layer === "card";
        outcome.replaceChildren(failureNotice(stage, failure, { extra: [$("p", { id: "unchanged", class: "strong", say: "change_still_old" })] }));
        if (form.hidden || failure.code === "pin-blocked" || failure.facts["triesLeft"] === 0) outcome.focus();
        else fields.old.input.focus();
      }
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const verdict = judgeChange(pin, { old: fields.old.input.value, next: fields.next.input.value, again: fields.again.input.value });
    for (const field of Object.values(fields)) field.accept();
    if (verdict.ok) void change(verdict.old, verdict.next, verdict.oneKind);
    else fields[verdict.field].refuse(verdict.fault);
  });

  desk.follow(leaving, () => {
    const { view, working } = desk;
    // Also while another program uses the card, or the bridge starts anew: someone may be typing.
    const possible = view.state === "ready" ? pinOnCard(view.chosen, pin) === "usable" : desk.card !== undefined && !form.hidden;
    progress.hidden = !working;
    hide(form, working || !possible, working ? progress : tries.hidden ? status.panel : tries);
  });
}
