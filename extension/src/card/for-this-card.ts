import type { PinEntryField } from "./pin-entry.ts";
import type { SectionContext } from "./section.ts";

/**
 * What is typed is for the card that is there. It outlives every look at the readers; when the card leaves or another one comes, the
 * fields are emptied, and the element that is returned says why until something is typed again. `onOther`: the card is not
 * the same any more, typed or not.
 */
export function forThisCard({ stage, desk }: SectionContext, leaving: AbortSignal, fields: readonly PinEntryField[], onOther: () => void = () => undefined): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  const cleared = $("div", { id: "cleared", class: "body-part", attributes: { role: "status", tabindex: "-1" } });
  for (const { input } of fields) {
    input.addEventListener("input", () => {
      cleared.replaceChildren();
    });
  }
  let card = desk.card;
  desk.follow(leaving, () => {
    if (desk.card === card) return;
    const before = card;
    card = desk.card;
    onOther();
    // What is typed while there is none is for the card that comes.
    if (!before || !fields.some(({ input }) => input.value !== "")) return;
    const wasThere = fields.some(({ element }) => element.contains(document.activeElement));
    for (const field of fields) {
      field.input.value = "";
      field.accept();
    }
    cleared.replaceChildren($("p", { class: "note warning", say: card ? "cleared_other_card" : "cleared_no_card" }));
    if (wasThere) cleared.focus();
  });
  return cleared;
}
