import type { CardAtHand } from "../signing/card-watch.ts";
import type { PinName } from "../signing/pin.ts";
import type { WordKey } from "../signing/words.ts";

/** The PINs that this page knows. The card's fourth, 住民基本台帳用, belongs to the municipal counter. */
export const PINS: readonly PinName[] = ["sign", "auth", "attributes"];

/** A PIN in words: its name, its form, what it is for; that a card has none; what a last try puts at stake. */
interface PinWords {
  readonly name: WordKey;
  readonly rule: WordKey;
  readonly use: WordKey;
  readonly absent: WordKey;
  readonly lastTry: WordKey;
}

export const PIN_WORDS: Readonly<Record<PinName, PinWords>> = {
  sign: { name: "pin_name_sign", rule: "pin_rule_sign", use: "pin_use_sign", absent: "certificate_sign_absent", lastTry: "last_try_lead" },
  auth: { name: "pin_name_auth", rule: "pin_rule_digits", use: "pin_use_auth", absent: "certificate_auth_absent", lastTry: "last_try_lead_digits" },
  attributes: { name: "pin_name_attributes", rule: "pin_rule_digits", use: "pin_use_attributes", absent: "pin_absent_phone", lastTry: "last_try_lead_digits" },
};

/** Can a kiosk reset this PIN? Only one of the two that open a certificate, with the help of the other. */
export function kioskResets(at: CardAtHand, pin: PinName): boolean {
  if (pin === "attributes") return false;
  return pinOnCard(at, pin === "sign" ? "auth" : "sign") === "usable";
}

/** Can the PIN be used on this card? A telephone has no application that fills forms in, and so no PIN for it. */
export function pinOnCard({ card }: CardAtHand, pin: PinName): "usable" | "blocked" | "absent" {
  if (pin === "attributes" ? card.kind === "phone" : !card.certificates[pin]) return "absent";
  return card.triesLeft[pin] === 0 ? "blocked" : "usable";
}
