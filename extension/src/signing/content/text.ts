import type { Maker } from "../element.ts";

/** A text or XML document, complete, as it is written. */
export function textView(make: Maker, name: string, text: string): HTMLElement {
  const $ = make.make.bind(make);
  return $(
    "section",
    { id: "content", class: "paper", attributes: { "data-kind": "text" } },
    $("h2", { id: "content-title", text: name }),
    $("pre", { id: "content-text", text, label: "content_text_label", attributes: { tabindex: "0", role: "region" } }),
  );
}
