import type { ErrorCode } from "../../api/src/error-code.ts";
import type { PinName } from "../signing/pin.ts";
import { pairOf, type WordKey } from "../signing/words.ts";

/** What to do, where the signing window's sentence speaks of a site: here is none. */
const HERE: Readonly<Partial<Record<ErrorCode, WordKey>>> = {
  "bridge-missing": "desk_bridge_missing_do",
  "extension-outdated": "desk_extension_outdated_do",
  "card-removed": "desk_card_removed_do",
  "certificate-malformed": "desk_certificate_malformed_do",
  internal: "desk_internal_do",
};

/** The pair of sentences of a code, as this page says it. */
export function pairHere(code: ErrorCode, about?: PinName, facts?: Readonly<Record<string, unknown>>): ReturnType<typeof pairOf> {
  const { what, remedy } = pairOf(code, about, facts);
  return { what, remedy: HERE[code] ?? remedy };
}
