import type { Content } from "../content.ts";
import type { Maker } from "../element.ts";

/** A PDF, in the browser's own viewer. */
export function pdfView(make: Maker, content: Content): HTMLElement {
  const $ = make.make.bind(make);
  const url = URL.createObjectURL(content.file);
  return $(
    "section",
    { id: "content", class: "paper", attributes: { "data-kind": "pdf" } },
    $("h2", { id: "content-title", text: content.name }),
    $("iframe", { id: "content-pdf", label: "content_pdf_label", attributes: { src: url } }),
    $("p", { class: "small", say: "content_pdf_note" }),
  );
}
