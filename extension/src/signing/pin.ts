/**
 * The rules of the 署名用電子証明書 password, applied before the card is touched: a value that the card cannot accept is never
 * sent, because every wrong value costs one of five tries.
 */

/** 6 to 16 of `A`–`Z` and `0`–`9`. */
const LENGTH = { least: 6, most: 16 };

/** Why a value is not sent. Each has its own words. */
export type PinFault =
  | "empty"
  /** Four digits: one of the card's other PINs. */
  | "four-digits"
  | "too-short"
  | "too-long"
  /** A character that no such password has. */
  | "characters";

/** What was typed, judged. `oneKind`: only letters or only digits, which no office issues; sent only after a second "yes". */
export type PinVerdict =
  | { readonly ok: true; readonly pin: string; readonly oneKind: boolean }
  | { readonly ok: false; readonly fault: PinFault };

/** Brings what was typed to the card's form, or says why it cannot be the password. */
export function judgeSignaturePin(typed: string): PinVerdict {
  const pin = normaliseSignaturePin(typed);
  const fault = faultOf(pin);
  if (fault) return { ok: false, fault };
  return { ok: true, pin, oneKind: !/[A-Z]/.test(pin) || !/[0-9]/.test(pin) };
}

/** Full-width letters, digits and signs become half-width, `a`–`z` become `A`–`Z`. Nothing else is changed. */
export function normaliseSignaturePin(typed: string): string {
  return typed
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[a-z]/g, (lower) => lower.toUpperCase());
}

function faultOf(pin: string): PinFault | undefined {
  if (pin === "") return "empty";
  if (/^[0-9]{4}$/.test(pin)) return "four-digits";
  if (!/^[A-Z0-9]*$/.test(pin)) return "characters";
  if (pin.length < LENGTH.least) return "too-short";
  if (pin.length > LENGTH.most) return "too-long";
  return undefined;
}
