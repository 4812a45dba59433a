import type { PinFault } from "../pin.ts";
import type { Stage } from "../stage.ts";
import type { WordKey } from "../words.ts";

/** The field of the signature password, with its rules, the tries left, and what is wrong with the value. */
export interface PinField {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** Says why the value cannot be the password. Nothing was sent, no try was used. */
  refuse(fault: PinFault): void;
  accept(): void;
  /** `null`: the card does not tell. `undefined`: there is no card to tell. */
  showTries(tries: number | null | undefined): void;
}

export function pinField(stage: Stage): PinField {
  const $ = stage.make.make.bind(stage.make);
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
      "aria-describedby": "pin-rule pin-error tries",
    },
  });
  const reveal = $("button", {
    id: "pin-show",
    class: "button secondary inline",
    say: "password_show",
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
  const element = $(
    "div",
    { class: "field" },
    $("label", { say: "password_label", attributes: { for: "pin" } }),
    $("p", { id: "pin-rule", class: "support", say: "password_rule" }),
    $("div", { class: "pin-line" }, input, reveal),
    fault,
    tries,
    $("p", { class: "support", say: "password_strikes" }),
    $("p", { class: "support", say: "password_stays" }),
  );

  return {
    element,
    input,
    refuse: (reason) => {
      fault.replaceChildren($("span", { say: FAULT_WORDS[reason] }));
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

const FAULT_WORDS: Readonly<Record<PinFault, WordKey>> = {
  empty: "pin_empty",
  "four-digits": "pin_four_digits",
  "too-short": "pin_too_short",
  "too-long": "pin_too_long",
  characters: "pin_characters",
};
