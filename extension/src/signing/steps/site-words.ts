import type { Stage } from "../stage.ts";
import type { WordKey } from "../words.ts";

/** What the site wrote, marked as the site's words; nothing where it wrote nothing. */
export function siteWords(stage: Stage, id: string, title: WordKey, text: string | undefined): readonly HTMLElement[] {
  if (text === undefined) return [];
  const $ = stage.make.make.bind(stage.make);
  return [$("section", { id, class: "site-words" }, $("h2", { say: title }), $("p", { class: "words", text }))];
}
