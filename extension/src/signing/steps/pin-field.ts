import { PIN_RULES, type PinFault, type PinName } from "../pin.ts";
import type { Stage } from "../stage.ts";
import { PIN_WORDS } from "./pin-words.ts";

/** The field of a PIN, with its rules, the tries left, and what is wrong with the value. */
export interface PinField {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** Says why the value cannot be the PIN. Nothing was sent, no try was used. */
  refuse(fault: PinFault): void;
  accept(): void;
  /** `null`: the card does not tell. `undefined`: there is no card to tell. */
  showTries(tries: number | null | undefined): void;
  /** The reader has its own keys: nothing is typed here. */
  atReader(yes: boolean): void;
}

export function pinField(stage: Stage, pin: PinName): PinField {
  const $ = stage.make.make.bind(stage.make);
  const words = PIN_WORDS[pin];
  const input = $("input", {
    id: "pin",
    attributes: {
      type: "password",
      // No browser keeps or suggests this value. The bound is far above the rule, so that too long is said and not cut.
      autocomplete: "off",
      autocapitalize: "off",
      autocorrect: "off",
      spellcheck: "false",
      maxlength: "64",
      ...(PIN_RULES[pin].letters ? {} : { inputmode: "numeric" }),
      "aria-describedby": "pin-rule pin-error tries",
    },
  });
  const reveal = $("button", {
    id: "pin-show",
    class: "button secondary inline",
    say: words.show,
    attributes: { type: "button", "aria-pressed": "false", "aria-controls": "pin" },
    onClick: () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      reveal.setAttribute("aria-pressed", String(shown));
      input.focus();
    },
  });
  const fault = $("p", { id: "pin-error", class: "field-error", attributes: { role: "alert" } });
  const tries = $("p", { id: "tries", class: "tries" });
  const typed = $(
    "div",
    { class: "field" },
    $("label", { say: words.label, attributes: { for: "pin" } }),
    $("p", { id: "pin-rule", class: "support", say: words.rule }),
    $("div", { class: "pin-line" }, input, reveal),
    fault,
  );
  const elsewhere = $(
    "div",
    { id: "pin-pad", class: "field", hidden: true },
    $("p", { class: "strong", say: words.label }),
    $("p", { say: "pin_pad_lead" }),
  );
  const element = $(
    "div",
    { class: "field" },
    typed,
    elsewhere,
    tries,
    $("p", { class: "support", say: words.strikes }),
    $("p", { class: "support", say: words.stays }),
  );

  return {
    element,
    input,
    refuse: (reason) => {
      fault.replaceChildren($("span", { say: words.faults[reason] }));
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
    atReader: (yes) => {
      typed.hidden = yes;
      elsewhere.hidden = !yes;
    },
    showTries: (left) => {
      tries.hidden = left === undefined;
      tries.classList.toggle("few", left === 1);
      tries.dataset["tries"] = String(left ?? "");
      if (left === undefined) tries.replaceChildren();
      else if (left === null) tries.replaceChildren($("span", { say: "tries_unknown" }));
      else tries.replaceChildren($("span", { say: left === 1 ? "tries_last" : "tries_left", facts: { triesLeft: left } }));
    },
  };
}
