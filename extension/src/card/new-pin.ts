import { judgePin, type PinFault, type PinName } from "../signing/pin.ts";
import type { NewPinFault } from "./pin-entry.ts";

/** The three fields of a change. */
export type ChangeField = "old" | "next" | "again";

/** What was typed, judged before the card is touched. `oneKind`: the old password has letters or digits only; asked about once more. */
export type ChangeVerdict =
  | { readonly ok: true; readonly old: string; readonly next: string; readonly oneKind: boolean }
  | { readonly ok: false; readonly field: ChangeField; readonly fault: PinFault | NewPinFault };

/** The first field that cannot be right is named. A new signature password has letters and digits, as the offices demand. */
export function judgeChange(pin: PinName, typed: Readonly<Record<ChangeField, string>>): ChangeVerdict {
  const old = judgePin(pin, typed.old);
  if (!old.ok) return { ok: false, field: "old", fault: old.fault };
  const next = judgePin(pin, typed.next);
  if (!next.ok) return { ok: false, field: "next", fault: next.fault };
  if (next.oneKind) return { ok: false, field: "next", fault: "one-kind" };
  if (next.pin === old.pin) return { ok: false, field: "next", fault: "unchanged" };
  if (typed.again === "") return { ok: false, field: "again", fault: "empty" };
  const again = judgePin(pin, typed.again);
  if (!again.ok || again.pin !== next.pin) return { ok: false, field: "again", fault: "different" };
  return { ok: true, old: old.pin, next: next.pin, oneKind: old.oneKind };
}
