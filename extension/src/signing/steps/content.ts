import type { Content } from "../content.ts";
import { formView } from "../content/form.ts";
import { pdfView } from "../content/pdf.ts";
import { textView } from "../content/text.ts";
import { unseenView } from "../content/unseen.ts";
import { hex } from "../hex.ts";
import type { CheckedRequests } from "../request.ts";
import type { Stage } from "../stage.ts";
import type { Turn } from "../steps.ts";
import { offerFile } from "./offer-file.ts";

/** The content, shown from the very bytes that are signed. */
export function contentStep(stage: Stage, request: CheckedRequests["sign"], origin: string, content: Content): Promise<Turn> {
  const $ = stage.make.make.bind(stage.make);
  return stage.decide<Turn>(
    {
      name: "content",
      milestone: "content",
      title: "content_title",
      body: [
        $("p", { say: content.shown.kind === "unseen" ? "content_lead_unseen" : "content_lead" }),
        viewOf(stage, content),
        $(
          "details",
          { class: "particulars" },
          $("summary", { say: "content_particulars" }),
          $(
            "dl",
            {},
            row(stage, $("dt", { say: "site_label" }), $("dd", { id: "content-origin", text: origin })),
            row(
              stage,
              $("dt", { say: "content_expires" }),
              $("dd", { id: "content-expires", say: "plain", facts: () => ({ text: stage.words.time(new Date(request.expires)) }) }),
            ),
            row(
              stage,
              $("dt", { say: "content_size" }),
              $("dd", { id: "content-size", say: "plain", facts: () => ({ text: stage.words.size(content.bytes.byteLength) }) }),
            ),
            row(stage, $("dt", { say: "content_sha256" }), $("dd", { id: "content-sha256", class: "mono", text: hex(content.sha256) })),
          ),
          offerFile(stage, "content-copy", "content_copy", content.fileName, content.file),
        ),
      ],
    },
    [
      { id: "back", say: "back", kind: "secondary", decides: "back" },
      { id: "next", say: "content_next", kind: "primary", decides: "next" },
    ],
  );
}

function viewOf(stage: Stage, content: Content): HTMLElement {
  const { shown } = content;
  switch (shown.kind) {
    case "form":
      return formView(stage.make, shown.form);
    case "text":
    case "xml":
      return textView(stage.make, content.name, shown.text);
    case "pdf":
      return pdfView(stage.make, content);
    case "unseen":
      return unseenView(stage.make, stage.words, content, shown.reason);
  }
}

function row(stage: Stage, term: HTMLElement, detail: HTMLElement): HTMLElement {
  return stage.make.make("div", { class: "pair" }, term, detail);
}
