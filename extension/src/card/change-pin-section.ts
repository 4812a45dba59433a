import { Failure } from "../signing/failure.ts";
import { judgePin, type PinName } from "../signing/pin.ts";
import { confirmation } from "../signing/steps/confirmation.ts";
import { cardStatus } from "./card-status.ts";
import { failureNotice } from "./failure-notice.ts";
import { type ChangeField, judgeChange } from "./new-pin.ts";
import { pinEntry, type PinEntryField } from "./pin-entry.ts";
import { PIN_WORDS } from "./pins.ts";
import type { SectionContext } from "./section.ts";
import { triesLine } from "./tries-line.ts";

/** After these the card may have either PIN: CHANGE was under way, or nobody knows. Every other failure came before it. */
const UNCLEAR: ReadonlySet<string> = new Set(["pin-change-unclear", "bridge-failed", "protocol-error", "internal"]);

/** Another PIN for the old one: old, new, and new again; judged first, sent once. */
export function changePinSection(context: SectionContext, pin: PinName): void {
  const { stage, desk } = context;
  const $ = stage.make.make.bind(stage.make);
  const { name, rule } = PIN_WORDS[pin];
  const area = $("div", { class: "body-part" });
  const leaving = stage.show({
    name: "change",
    title: "change_title",
    facts: () => ({ name: stage.words.say(name) }),
    body: [area],
    actions: [],
  });
  stage.screen.dataset["pin"] = pin;
  leaving.addEventListener("abort", () => {
    delete stage.screen.dataset["pin"];
  });

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
    triesLine(stage, desk, pin, leaving),
    fields.next.element,
    $("p", { class: "support", say: "change_advice" }),
    fields.again.element,
    $("p", { class: "small", say: "change_stays" }),
    $("div", { class: "pin-line" }, back, submit),
  );
  const progress = $("p", { id: "progress", class: "strong", say: "change_working", hidden: true });
  area.append(cardStatus(stage, desk, leaving), outcome, progress, form);

  const change = async (old: string, next: string, oneKind: boolean): Promise<void> => {
    const { view } = desk;
    if (view.state !== "ready" || desk.working) return;
    const lastTry = view.chosen.card.triesLeft[pin] === 1;
    if ((oneKind && !(await confirmation(stage, "one-kind"))) || (lastTry && !(await confirmation(stage, "last-try")))) {
      fields.old.input.focus();
      return;
    }
    for (const { input } of Object.values(fields)) input.value = "";
    outcome.replaceChildren();
    stage.announce("change_working");
    try {
      await desk.changePin(pin, old, next, lastTry);
      form.remove();
      outcome.replaceChildren(
        $("div", { id: "changed", class: "note success" }, $("p", { class: "strong", say: "changed_what" }), $("p", { say: "changed_do" })),
        $("p", {}, $("a", { id: "end", class: "button primary", say: "change_end", attributes: { href: "#pins" } })),
      );
      outcome.focus();
      stage.announce("changed_what");
    } catch (thrown) {
      const failure = Failure.from(thrown).aboutPin(pin);
      if (UNCLEAR.has(failure.code)) {
        form.remove();
        outcome.replaceChildren(failureNotice(stage, new Failure("pin-change-unclear").aboutPin(pin)), whichIsIt(context, pin, leaving));
      } else {
        outcome.replaceChildren(failureNotice(stage, failure, $("p", { id: "unchanged", class: "strong", say: "change_still_old" })));
        fields.old.input.focus();
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
    const { view } = desk;
    const left = view.state === "ready" ? view.chosen.card.triesLeft[pin] : undefined;
    const possible = view.state === "ready" && left !== undefined && left !== 0;
    const typed = Object.values(fields).some(({ input }) => input.value !== "");
    // What was typed stays, whatever happens to the card.
    form.hidden = desk.working || (!possible && !typed);
    submit.disabled = !possible;
    progress.hidden = !desk.working;
  });
}

/** The change may have happened or not. One entry of the new PIN tells; a wrong one costs one try. */
function whichIsIt({ stage, desk }: SectionContext, pin: PinName, leaving: AbortSignal): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  const entry = pinEntry(stage, { id: "pin-check", label: "change_new", rule: "unclear_rule", pin });
  const told = $("div", { id: "check-outcome", attributes: { tabindex: "-1" } });
  const submit = $("button", { id: "check", class: "button primary inline", say: "unclear_check", attributes: { type: "submit" } });
  const form = $(
    "form",
    { id: "check-form", attributes: { novalidate: "", autocomplete: "off" } },
    entry.element,
    triesLine(stage, desk, pin, leaving),
    $("div", { class: "pin-line" }, submit, $("a", { id: "back", class: "button secondary inline", say: "back", attributes: { href: "#pins" } })),
  );
  const check = async (typed: string): Promise<void> => {
    const { view } = desk;
    if (view.state !== "ready" || desk.working) return;
    const lastTry = view.chosen.card.triesLeft[pin] === 1;
    if (lastTry && !(await confirmation(stage, "last-try"))) return;
    entry.input.value = "";
    try {
      await desk.tryPin(pin, typed, lastTry);
      form.remove();
      told.replaceChildren($("div", { id: "is-new", class: "note success" }, $("p", { class: "strong", say: "unclear_is_new" })));
      told.focus();
    } catch (thrown) {
      const failure = Failure.from(thrown).aboutPin(pin);
      told.replaceChildren(
        failure.code === "pin-wrong"
          ? $(
              "div",
              { id: "is-old", class: "note warning", attributes: { role: "alert" } },
              $("p", { class: "strong", say: "unclear_is_old" }),
              $("p", { say: "tries_left", facts: { triesLeft: Number(failure.facts["triesLeft"]) } }),
            )
          : failureNotice(stage, failure),
      );
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
    submit.disabled = desk.view.state !== "ready" || desk.working;
  });
  return $("section", { class: "body-part", attributes: { "aria-labelledby": "check-title" } }, $("h2", { id: "check-title", say: "unclear_title" }), $("p", { say: "unclear_lead" }), form, told);
}
