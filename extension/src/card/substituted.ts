import type { Stage } from "../signing/stage.ts";
import type { CertificateSummary } from "../wasm.js";

type Holder = NonNullable<CertificateSummary["holder"]>;

/** A name or an address, with the characters marked that stand for another one (代替文字). */
export function substitutedText(stage: Stage, text: string, substituted: readonly number[]): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  const element = $("span");
  let plain = "";
  const flush = (): void => {
    if (plain !== "") element.append(stage.make.visible(plain));
    plain = "";
  };
  Array.from(text).forEach((character, index) => {
    if (!substituted.includes(index)) {
      plain += character;
      return;
    }
    flush();
    element.append($("mark", { class: "substituted" }, stage.make.visible(character)));
  });
  flush();
  return element;
}

/** Which characters they are, in words, and what that means. Nothing where there are none. */
export function substitutedNote(stage: Stage, holder: Holder): readonly HTMLElement[] {
  const $ = stage.make.make.bind(stage.make);
  const lines = (
    [
      ["attribute_name", holder.name, holder.nameSubstituted],
      ["attribute_address", holder.address, holder.addressSubstituted],
    ] as const
  ).flatMap(([field, text, places]) => {
    const characters = Array.from(text);
    return places.map((place) =>
      $("li", {
        say: "substituted_character",
        facts: () => ({ field: stage.words.say(field), position: place + 1, character: characters[place] ?? "" }),
        own: true,
      }),
    );
  });
  if (lines.length === 0) return [];
  return [
    $(
      "div",
      { id: "substituted", class: "note" },
      $("p", { class: "strong", say: "substituted_title" }),
      $("p", { say: "substituted_lead" }),
      $("ul", { class: "list" }, ...lines),
    ),
  ];
}
