import { Failure } from "../signing/failure.ts";
import { judgePin } from "../signing/pin.ts";
import { confirmation, questionAt } from "../signing/steps/confirmation.ts";
import { failureNotice } from "./failure-notice.ts";
import { forThisCard } from "./for-this-card.ts";
import { hide } from "../signing/hide.ts";
import { pinEntry } from "./pin-entry.ts";
import { pinOnCard } from "./pins.ts";
import type { SectionContext } from "./section.ts";
import { triesLine } from "./tries-line.ts";

/** The signing certificate is behind its password. `cleared` says why what was typed is gone; it stands where no card hides it. */
export function signPasswordForm(context: SectionContext, leaving: AbortSignal): { readonly form: HTMLElement; readonly cleared: HTMLElement } {
  const { stage, desk } = context;
  const $ = stage.make.make.bind(stage.make);
  const entry = pinEntry(stage, { id: "pin", label: "pin_name_sign", rule: "password_rule", pin: "sign" });
  const tries = triesLine(stage, desk, "sign", leaving);
  const trouble = $("div", { class: "body-part", attributes: { tabindex: "-1" } });
  const progress = $("p", { id: "progress", class: "strong", attributes: { tabindex: "-1" }, hidden: true });
  const submit = $("button", { id: "read-sign", class: "button primary inline", say: "certificate_read", attributes: { type: "submit" } });
  const pad = $("button", { id: "read-sign-pad", class: "button secondary inline", say: "certificate_read_pad", hidden: true, attributes: { type: "button" } });
  const buttons = $("div", { class: "pin-line" }, submit, pad);
  const form = $("form", { id: "sign-form", attributes: { novalidate: "", autocomplete: "off" } }, trouble, progress, entry.element, tries, buttons);
  let answered = false;
  const cleared = forThisCard(context, leaving, [entry], () => {
    // What one card answered is not said beside the next.
    if (answered) trouble.replaceChildren();
  });

  /** `pin`: undefined where it is typed on the reader. */
  const read = async (pin: string | undefined, oneKind: boolean): Promise<void> => {
    const { view, card } = desk;
    if (desk.working) return;
    if (view.state !== "ready" || !card) {
      document.getElementById("card-status")?.focus();
      return;
    }
    const lastTry = questionAt(view.chosen.card.triesLeft.sign);
    if ((oneKind && !(await confirmation(stage, "one-kind"))) || (lastTry && !(await confirmation(stage, lastTry)))) {
      entry.input.focus();
      return;
    }
    entry.input.value = "";
    trouble.replaceChildren();
    answered = false;
    progress.replaceChildren($("span", { say: pin === undefined ? "working_at_reader" : "desk_working" }));
    stage.announce(pin === undefined ? "working_at_reader" : "desk_working");
    try {
      await desk.readSignCertificate(card, pin, lastTry !== undefined);
      stage.announce("certificate_shown");
      document.getElementById("certificate-sign-title")?.focus();
    } catch (thrown) {
      const failure = Failure.from(thrown).aboutPin("sign");
      answered = failure.row.layer === "card";
      trouble.replaceChildren(failureNotice(stage, failure));
      if (failure.code === "pin-blocked" || failure.facts["triesLeft"] === 0) trouble.focus();
      else entry.input.focus();
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const verdict = judgePin("sign", entry.input.value);
    if (!verdict.ok) {
      entry.refuse(verdict.fault);
      return;
    }
    entry.accept();
    void read(verdict.pin, verdict.oneKind);
  });
  pad.addEventListener("click", () => void read(undefined, false));

  desk.follow(leaving, () => {
    const { view, working } = desk;
    const blocked = view.state === "ready" && pinOnCard(view.chosen, "sign") === "blocked";
    progress.hidden = !working;
    hide(entry.element, working || blocked, working ? progress : tries);
    hide(buttons, working || blocked, working ? progress : tries);
    if (view.state === "ready") pad.hidden = !view.chosen.pinPad;
  });
  return { form, cleared };
}
