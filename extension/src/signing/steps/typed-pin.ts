import { PIN_RULES, type PinName } from "../pin.ts";
import type { Stage } from "../stage.ts";
import type { WordKey } from "../words.ts";

/** A field for a PIN, with its rule, a way to see what was typed, and what is wrong with it. */
export interface TypedPin<Fault extends string> {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** The button that shows what was typed. */
  readonly reveal: HTMLButtonElement;
  /** Says why the value cannot be the PIN. Nothing was sent, no try was used. */
  readonly refuse: (fault: Fault) => void;
  readonly accept: () => void;
}

/** What the field is called, and what it says. */
export interface TypedPinWords<Fault extends string> {
  readonly id: string;
  readonly pin: PinName;
  readonly label: WordKey;
  readonly rule?: WordKey | undefined;
  readonly show: WordKey;
  readonly faultWord: (fault: Fault) => WordKey;
  /** Another element's id that a screen reader reads with the field. */
  readonly alsoDescribedBy?: string;
}

export function typedPin<Fault extends string>(stage: Stage, words: TypedPinWords<Fault>): TypedPin<Fault> {
  const { id, pin, label, rule, show, faultWord, alsoDescribedBy } = words;
  const $ = stage.make.make.bind(stage.make);
  const describedBy = [...(rule === undefined ? [] : [`${id}-rule`]), `${id}-error`, ...(alsoDescribedBy === undefined ? [] : [alsoDescribedBy])];
  const input = $("input", {
    id,
    class: "pin-input",
    attributes: {
      type: "password",
      // No browser keeps or suggests this value. The bound is far above the rule, so that too long is said and not cut.
      autocomplete: "off",
      autocapitalize: "off",
      autocorrect: "off",
      spellcheck: "false",
      maxlength: "64",
      ...(PIN_RULES[pin].letters ? {} : { inputmode: "numeric" }),
      "aria-describedby": describedBy.join(" "),
    },
  });
  const reveal = $("button", {
    id: `${id}-show`,
    class: "button secondary inline",
    say: show,
    attributes: { type: "button", "aria-pressed": "false", "aria-controls": id },
    onClick: () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      reveal.setAttribute("aria-pressed", String(shown));
      input.focus();
    },
  });
  const fault = $("p", { id: `${id}-error`, class: "field-error", attributes: { role: "alert" } });
  const element = $(
    "div",
    { class: "field" },
    $("label", { say: label, attributes: { for: id } }),
    ...(rule === undefined ? [] : [$("p", { id: `${id}-rule`, class: "support", say: rule })]),
    $("div", { class: "pin-line" }, input, reveal),
    fault,
  );
  return {
    element,
    input,
    reveal,
    refuse: (reason) => {
      fault.replaceChildren($("span", { say: faultWord(reason) }));
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
