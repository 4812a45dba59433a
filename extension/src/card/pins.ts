import type { PinName } from "../signing/pin.ts";
import type { WordKey } from "../signing/words.ts";

/** The PINs that this page knows. The card's fourth, 住民基本台帳用, belongs to the municipal counter. */
export const PINS: readonly PinName[] = ["sign", "auth", "attributes"];

/** A PIN in words: its name, its form, what it is for. */
export const PIN_WORDS: Readonly<Record<PinName, { readonly name: WordKey; readonly rule: WordKey; readonly use: WordKey }>> = {
  sign: { name: "pin_name_sign", rule: "pin_rule_sign", use: "pin_use_sign" },
  auth: { name: "pin_name_auth", rule: "pin_rule_digits", use: "pin_use_auth" },
  attributes: { name: "pin_name_attributes", rule: "pin_rule_digits", use: "pin_use_attributes" },
};
