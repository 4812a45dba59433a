import type { AttributeName, Attributes, AttributesGiven } from "../../../api/src/request.ts";
import type { AttributesReading } from "../../wasm.js";
import type { Bridge, CardEntry } from "../bridge.ts";
import type { ActionContext } from "../session.ts";
import { CardTask } from "./card-task.ts";

/** 基本4情報 from the card's text application: one PIN, one transaction. Its file of 個人番号 is never read. */
export function attributesTask(context: ActionContext, how: "skippable" | "required"): CardTask<AttributesReading> {
  return new CardTask("attributes", (bridge, entry) => readWithCard(entry, bridge, context), how === "skippable");
}

async function readWithCard(entry: CardEntry, bridge: Bridge, { formats }: ActionContext): Promise<AttributesReading> {
  const { file, digest } = await bridge.attributes(entry);
  return formats.readAttributes(file, digest);
}

/** Only what the person permitted; the rest of what was read ends here. */
export function granted({ attributes }: AttributesReading, fields: readonly AttributeName[]): Attributes {
  return Object.fromEntries(fields.map((name) => [name, attributes[name] ?? null]));
}

/** What goes along with a signature or a login: nothing where nothing was read, or the person keeps all of it. */
export function givenBeside(reading: AttributesReading | undefined, fields: readonly AttributeName[]): AttributesGiven {
  if (!reading || fields.length === 0) return {};
  return { attributes: granted(reading, fields), digestMatches: reading.digestMatches ?? null };
}
