import type { FormDocument } from "../../wasm.js";
import type { Maker } from "../element.ts";

/** A form, as the signed document says: title, every label with its value, and the notice that is part of it. */
export function formView(make: Maker, form: FormDocument): HTMLElement {
  const $ = make.make.bind(make);
  const rows = form.fields.map(({ label, value }) =>
    $(
      "div",
      { class: "pair" },
      $("dt", { text: label }),
      value === "" ? $("dd", { class: "blank", say: "content_blank" }) : $("dd", { text: value }),
    ),
  );
  return $(
    "section",
    { id: "content", class: "paper", attributes: { "data-kind": "form" } },
    $("h2", { id: "content-title", text: form.title }),
    $("dl", { id: "content-fields" }, ...rows),
    ...(form.notice === undefined ? [] : [$("p", { id: "content-notice", class: "form-notice", text: form.notice })]),
  );
}
