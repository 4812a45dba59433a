import type { PinFault, PinName } from "../pin.ts";
import type { WordKey } from "../words.ts";

/** What the step that asks for a PIN says. */
interface PinWords {
  readonly title: WordKey;
  readonly label: WordKey;
  readonly rule: WordKey;
  readonly show: WordKey;
  readonly strikes: WordKey;
  readonly stays: WordKey;
  readonly submit: WordKey;
  readonly lastTry: WordKey;
  readonly ready: WordKey;
  readonly faults: Readonly<Record<PinFault, WordKey>>;
}

const FOUR_DIGITS = {
  rule: "digits_rule",
  show: "digits_show",
  strikes: "digits_strikes",
  stays: "digits_stays",
  lastTry: "last_try_lead_digits",
  ready: "digits_ready_announcement",
  faults: {
    empty: "digits_empty",
    "four-digits": "digits_characters",
    "signature-password": "digits_signature_password",
    "too-short": "digits_length",
    "too-long": "digits_length",
    characters: "digits_characters",
  },
} as const satisfies Partial<PinWords>;

export const PIN_WORDS: Readonly<Record<PinName, PinWords>> = {
  sign: {
    title: "password_title",
    label: "password_label",
    rule: "password_rule",
    show: "password_show",
    strikes: "password_strikes",
    stays: "password_stays",
    submit: "password_submit",
    lastTry: "last_try_lead",
    ready: "card_ready_announcement",
    faults: {
      empty: "pin_empty",
      "four-digits": "pin_four_digits",
      "signature-password": "pin_characters",
      "too-short": "pin_too_short",
      "too-long": "pin_too_long",
      characters: "pin_characters",
    },
  },
  auth: { ...FOUR_DIGITS, title: "auth_title", label: "auth_label", submit: "next" },
  attributes: { ...FOUR_DIGITS, title: "attributes_title", label: "attributes_label", submit: "attributes_submit" },
};
