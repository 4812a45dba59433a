import type { Stage } from "../stage.ts";
import type { WordKey } from "../words.ts";

/** A link that saves a file on this PC. Nothing is sent anywhere. */
export function offerFile(stage: Stage, id: string, say: WordKey, name: string, file: Blob): HTMLElement {
  const url = URL.createObjectURL(file);
  return stage.make.make("a", { id, class: "download", say, attributes: { href: url, download: fileName(name) } });
}

/** A name that every file system takes, without the characters that could show another ending. */
export function fileName(name: string): string {
  const plain = name.replace(/[\p{C}\p{Zl}\p{Zp}\\/:*?"<>|]/gu, "_").replace(/^\.+/, "_").slice(0, 120);
  return plain === "" ? "_" : plain;
}
