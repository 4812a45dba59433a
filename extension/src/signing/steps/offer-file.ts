import type { Stage } from "../stage.ts";
import type { WordKey } from "../words.ts";

/** A link that saves a file on this PC, under this name. Nothing is sent anywhere. */
export function offerFile(stage: Stage, id: string, say: WordKey, name: string, file: Blob): HTMLElement {
  const url = URL.createObjectURL(file);
  return stage.make.make("a", { id, class: "download", say, attributes: { href: url, download: name } });
}
