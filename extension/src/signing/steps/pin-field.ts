import { hide } from "../hide.ts";
import { PIN_RULES, type PinFault, type PinName } from "../pin.ts";
import type { Stage } from "../stage.ts";
import { PIN_WORDS } from "./pin-words.ts";
import { type TypedPin, typedPin } from "./typed-pin.ts";

/**
 * The field of the PIN that is asked, with the tries left and what is at stake. At a reader with keys a PIN of digits is typed there; one
 * that may have letters can be typed here too, because most readers have keys for digits only.
 */
export interface PinField extends Omit<TypedPin<PinFault>, "reveal"> {
  /** `null`: the card does not tell. `undefined`: there is no card to tell. */
  showTries(tries: number | null | undefined): void;
  /** The reader has its own keys. */
  showPad(there: boolean): void;
}

/** `onPad`: the person wants to type a PIN that may have letters on the reader. */
export function pinField(stage: Stage, pin: PinName, onPad: () => void): PinField {
  const $ = stage.make.make.bind(stage.make);
  const { label, rule, show, strikes, stays, faults } = PIN_WORDS[pin];
  const { element: typed, input, refuse, accept } = typedPin<PinFault>(stage, { id: "pin", pin, label, rule, show, faultWord: (fault) => faults[fault], alsoDescribedBy: "tries" });
  const tries = $("p", { id: "tries", class: "tries" });
  const eitherWay = PIN_RULES[pin].letters;
  const pad = eitherWay
    ? [
        $("p", { class: "support", say: "pin_pad_also" }),
        $("button", { id: "submit-pad", class: "button secondary inline", say: "pin_pad_submit", attributes: { type: "button" }, onClick: onPad }),
      ]
    : [$("p", { class: "strong", say: label }), $("p", { say: "pin_pad_lead" })];
  const elsewhere = $("div", { id: "pin-pad", class: "field", hidden: true }, ...pad);
  const element = $("div", { class: "field" }, typed, ...(eitherWay ? [] : [elsewhere]), tries, $("p", { class: "support", say: strikes }), $("p", { class: "support", say: stays }), ...(eitherWay ? [elsewhere] : []));
  return {
    element,
    input,
    refuse,
    accept,
    showPad: (there) => {
      typed.hidden = there && !eitherWay;
      hide(elsewhere, !there, input);
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
