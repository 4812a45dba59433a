import type { Stage } from "../signing/stage.ts";
import type { WordKey } from "../signing/words.ts";
import type { ReaderStatus } from "../signing/bridge-protocol.ts";
import type { Desk } from "./desk.ts";
import { portalLink } from "./portal-link.ts";

/** What this PC has, for someone who looks for a fault: versions, and every reader with what is in it. */
export function diagnostics(stage: Stage, desk: Desk, leaving: AbortSignal): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  const list = $("dl", { id: "diagnostics-list" });
  const pair = (term: HTMLElement, detail: HTMLElement): HTMLElement => $("div", { class: "pair" }, term, detail);
  desk.follow(leaving, () => {
    const version = desk.bridgeVersion;
    list.replaceChildren(
      pair($("dt", { say: "diagnostics_extension" }), $("dd", { text: chrome.runtime.getManifest().version })),
      pair($("dt", { say: "diagnostics_bridge" }), version === undefined ? $("dd", { say: "diagnostics_none" }) : $("dd", { text: version })),
      ...(desk.readers.length === 0
        ? [pair($("dt", { say: "diagnostics_reader" }), $("dd", { say: "diagnostics_none" }))]
        : desk.readers.map((reader) => pair($("dt", { text: reader.name }), $("dd", { class: "reader-state", say: stateWord(reader) })))),
    );
  });
  return $("details", { id: "diagnostics", class: "particulars" }, $("summary", { say: "diagnostics_title" }), list, $("p", { class: "small", say: "diagnostics_readers_note" }), portalLink(stage));
}

function stateWord({ state, card }: ReaderStatus): WordKey {
  if (state === "empty") return "reader_empty";
  if (state === "unresponsive" || !card) return "reader_unresponsive";
  switch (card.kind) {
    case "my-number-card":
      return "reader_my_number_card";
    case "phone":
      return "reader_phone";
    case "juki-card":
      return "reader_juki_card";
    case "busy":
      return "reader_busy";
    case "unreadable":
      return "reader_unresponsive";
    default:
      return "reader_other";
  }
}
