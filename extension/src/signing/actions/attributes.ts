import type { AttributeName, Attributes } from "../../../api/src/request.ts";
import type { AttributesReading } from "../../wasm.js";
import type { Bridge, CardEntry } from "../bridge.ts";
import type { ActionContext } from "../session.ts";

/** 基本4情報 from the card's text application: one PIN, one transaction. Its file of 個人番号 is never read. */
export async function readWithCard(entry: CardEntry, bridge: Bridge, { formats }: ActionContext): Promise<AttributesReading> {
  const { file, digest } = await bridge.attributes(entry);
  return formats.readAttributes(file, digest);
}

/** Only what the person permitted; the rest of what was read ends here. */
export function granted({ attributes }: AttributesReading, fields: readonly AttributeName[]): Attributes {
  return Object.fromEntries(fields.map((name) => [name, attributes[name] ?? null]));
}
