import type { Content, Unseen } from "../content.ts";
import type { Maker } from "../element.ts";
import { hex } from "../hex.ts";
import type { WordKey, Words } from "../words.ts";

const WHY: Readonly<Record<Unseen, WordKey>> = { binary: "content_unseen", long: "content_unseen_long", hidden: "content_unseen_hidden" };

/** A document that cannot be shown: its name, size and SHA-256, and a plain warning. */
export function unseenView(make: Maker, words: Words, content: Content, reason: Unseen): HTMLElement {
  const $ = make.make.bind(make);
  return $(
    "section",
    { id: "content", class: "paper", attributes: { "data-kind": "unseen" } },
    $("h2", { id: "content-title", text: content.name }),
    $(
      "div",
      { id: "content-warning", class: "note warning" },
      $("p", { class: "strong", say: WHY[reason] }),
      $("p", { say: "content_unseen_do" }),
    ),
    $(
      "dl",
      {},
      $(
        "div",
        { class: "pair" },
        $("dt", { say: "content_size" }),
        $("dd", { say: "plain", facts: () => ({ text: words.size(content.bytes.byteLength) }) }),
      ),
      $("div", { class: "pair" }, $("dt", { say: "content_sha256" }), $("dd", { class: "mono", text: hex(content.sha256) })),
    ),
  );
}
