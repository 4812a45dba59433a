import type { PinFault, PinName } from "../signing/pin.ts";
import type { Stage } from "../signing/stage.ts";
import { type TypedPin, typedPin } from "../signing/steps/typed-pin.ts";
import type { WordKey } from "../signing/words.ts";

/** Why a new PIN is not sent, beside the faults of every PIN. */
export type NewPinFault = "one-kind" | "unchanged" | "different";

/** One of the fields of a change. */
export type PinEntryField = TypedPin<PinFault | NewPinFault>;

export function pinEntry(
  stage: Stage,
  { id, label, rule, pin }: { readonly id: string; readonly label: WordKey; readonly rule?: WordKey; readonly pin: PinName },
): PinEntryField {
  const field = typedPin<PinFault | NewPinFault>(stage, { id, pin, label, rule, show: "pin_show", faultWord: (fault) => faultWord(fault, pin) });
  // Several fields stand on one screen: each button says which it shows.
  stage.make.follow(field.reveal, () => {
    field.reveal.setAttribute("aria-label", `${stage.words.say("pin_show")}: ${stage.words.say(label)}`);
  });
  return field;
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
