import { PIN_RULES, type PinFault, type PinName } from "../signing/pin.ts";
import type { Stage } from "../signing/stage.ts";
import type { WordKey } from "../signing/words.ts";

/** Why a new PIN is not sent, beside the faults of every PIN. */
export type NewPinFault = "one-kind" | "unchanged" | "different";

/** A field for a PIN, with its rule, a way to see what was typed, and what is wrong with it. */
export interface PinEntryField {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** Says why the value is not sent. No try was used. */
  refuse(fault: PinFault | NewPinFault): void;
  accept(): void;
}

export function pinEntry(
  stage: Stage,
  { id, label, rule, pin }: { readonly id: string; readonly label: WordKey; readonly rule?: WordKey; readonly pin: PinName },
): PinEntryField {
  const $ = stage.make.make.bind(stage.make);
  const input = $("input", {
    id,
    class: "pin-input",
    attributes: {
      type: "password",
      autocomplete: "off",
      autocapitalize: "off",
      autocorrect: "off",
      spellcheck: "false",
      // Far above the rule, so that too long is said and not cut.
      maxlength: "64",
      "aria-describedby": `${rule === undefined ? "" : `${id}-rule `}${id}-error`,
      ...(PIN_RULES[pin].letters ? {} : { inputmode: "numeric" }),
    },
  });
  const name = $("label", { say: label, attributes: { for: id } });
  const show = $("button", { id: `${id}-show`, class: "button secondary inline", say: "pin_show", attributes: { type: "button", "aria-pressed": "false", "aria-controls": id } });
  show.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    show.setAttribute("aria-pressed", String(shown));
    input.focus();
  });
  // Several fields stand on one screen: each button says which it shows.
  stage.make.follow(show, () => {
    show.setAttribute("aria-label", `${stage.words.say("pin_show")}: ${stage.words.say(label)}`);
  });
  const fault = $("p", { id: `${id}-error`, class: "field-error", attributes: { role: "alert" } });
  const element = $(
    "div",
    { class: "field" },
    name,
    ...(rule === undefined ? [] : [$("p", { id: `${id}-rule`, class: "support", say: rule })]),
    $("div", { class: "pin-line" }, input, show),
    fault,
  );
  return {
    element,
    input,
    refuse: (reason) => {
      fault.replaceChildren($("span", { say: faultWord(reason, pin) }));
      fault.dataset["fault"] = reason;
      input.setAttribute("aria-invalid", "true");
      input.focus();
      input.select();
    },
    accept: () => {
      fault.replaceChildren();
      delete fault.dataset["fault"];
      input.removeAttribute("aria-invalid");
    },
  };
}

function faultWord(fault: PinFault | NewPinFault, pin: PinName): WordKey {
  switch (fault) {
    case "empty":
      return "entry_empty";
    case "four-digits":
      return "entry_four_digits";
    case "signature-password":
      return "entry_signature_password";
    case "too-short":
    case "too-long":
      return pin === "sign" ? "entry_length_sign" : "entry_length_digits";
    case "characters":
      return pin === "sign" ? "entry_characters_sign" : "entry_characters_digits";
    case "one-kind":
      return "entry_one_kind";
    case "unchanged":
      return "entry_unchanged";
    case "different":
      return "entry_different";
  }
}
