/**
 * The rules of the card's PINs, applied before the card is touched: a value that the card cannot accept is never sent, because
 * every wrong value costs a try.
 */

/** 署名用 (`sign`), 利用者証明用 (`auth`), 券面事項入力補助用 (`attributes`). */
export type PinName = "sign" | "auth" | "attributes";

/** The form of a PIN, and after how many wrong ones in a row the card locks it. */
export interface PinRule {
  readonly least: number;
  readonly most: number;
  /** `A`–`Z` and `0`–`9`, or digits only. */
  readonly letters: boolean;
  readonly strikes: number;
}

const FOUR_DIGITS: PinRule = { least: 4, most: 4, letters: false, strikes: 3 };

export const PIN_RULES: Readonly<Record<PinName, PinRule>> = {
  sign: { least: 6, most: 16, letters: true, strikes: 5 },
  auth: FOUR_DIGITS,
  attributes: FOUR_DIGITS,
};

/** Why a value is not sent. Each has its own words. */
export type PinFault =
  | "empty"
  /** Four digits where the signature password is asked: one of the card's other PINs. */
  | "four-digits"
  /** The form of a signature password where four digits are asked. */
  | "signature-password"
  | "too-short"
  | "too-long"
  /** A character that no such PIN has. */
  | "characters";

/** What was typed, judged. `oneKind`: only letters or only digits, which no office issues; sent only after a second "yes". */
export type PinVerdict =
  | { readonly ok: true; readonly pin: string; readonly oneKind: boolean }
  | { readonly ok: false; readonly fault: PinFault };

/** Brings what was typed to the card's form, or says why it cannot be this PIN. */
export function judgePin(name: PinName, typed: string): PinVerdict {
  const rule = PIN_RULES[name];
  const pin = normalisePin(typed);
  const fault = faultOf(pin, rule);
  if (fault) return { ok: false, fault };
  return { ok: true, pin, oneKind: rule.letters && (!/[A-Z]/.test(pin) || !/[0-9]/.test(pin)) };
}

/** Full-width letters, digits and signs become half-width, `a`–`z` become `A`–`Z`. Nothing else is changed. */
export function normalisePin(typed: string): string {
  return typed
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[a-z]/g, (lower) => lower.toUpperCase());
}

function faultOf(pin: string, { least, most, letters }: PinRule): PinFault | undefined {
  if (pin === "") return "empty";
  if (letters && /^[0-9]{4}$/.test(pin)) return "four-digits";
  if (!letters && /^[A-Z0-9]{6,16}$/.test(pin) && /[A-Z]/.test(pin)) return "signature-password";
  if (!(letters ? /^[A-Z0-9]*$/ : /^[0-9]*$/).test(pin)) return "characters";
  if (pin.length < least) return "too-short";
  if (pin.length > most) return "too-long";
  return undefined;
}
