import type { Action } from "../../../api/src/messages.ts";
import { hide } from "../hide.ts";
import type { Stage } from "../stage.ts";
import type { Receipt } from "../steps.ts";
import type { WordKey } from "../words.ts";
import { offerFile } from "./offer-file.ts";
import { receiptText } from "./receipt.ts";

/** How long the window stays by itself. */
const CLOSES_AFTER_S = 20;

/** A person is reading, or is about to press something: the clock stops. Not a movement of the pointer: a hand that lets go moves it. */
const INTEREST = ["keydown", "pointerdown", "wheel", "touchmove", "focusin"] as const;

/** The site has its result. The card may go, a receipt can be kept, and the window closes by itself. */
export function doneStep(stage: Stage, action: Action, receipt: Receipt | undefined): Promise<void> {
  const $ = stage.make.make.bind(stage.make);
  return new Promise((resolve) => {
    let left = CLOSES_AFTER_S;
    const countdown = $("p", { id: "countdown", class: "small", say: "done_countdown", facts: () => ({ seconds: left }) });
    const stay = $("button", { id: "stay", class: "button quiet inline", say: "done_stay", attributes: { type: "button" } });
    const closing = $("div", { class: "closing" }, countdown, stay);
    const { title, lead, remove } = DONE_WORDS[action];
    const leaving = stage.show({
      name: "done",
      ...(action === "set-up" ? {} : { milestone: "done" as const }),
      title,
      mood: "success",
      body: [
        ...(remove ? [$("p", { class: "strong", say: "done_remove" })] : []),
        $("p", { say: receipt && receipt.given.length > 0 ? "done_lead_values" : lead }),
        ...(receipt ? [keepsakes(stage, receipt)] : []),
        closing,
      ],
      actions: [{ id: "end", say: "end", kind: "primary", press: resolve }],
    });
    const clock = setInterval(() => {
      left -= 1;
      stage.make.retellOne(countdown);
      if (left <= 0) resolve();
    }, 1000);
    const heading = stage.screen.querySelector<HTMLElement>("#heading");
    const stop = (): void => {
      clearInterval(clock);
      // Its button may have been pressed: the attention goes back to where it was.
      if (heading) hide(closing, true, heading);
    };
    stay.addEventListener("click", stop);
    for (const sign of INTEREST) {
      // The heading has the keyboard's attention from the beginning, and again when the window has.
      document.addEventListener(sign, ({ target }) => { if (sign !== "focusin" || target !== heading) stop(); }, { signal: leaving });
    }
    leaving.addEventListener("abort", stop);
    // Once, not every second: the paragraph itself is not live.
    stage.announce("done_countdown", { seconds: left });
  });
}

/** What has been done, by action. */
export const DONE_WORDS: Readonly<Record<Action, { readonly title: WordKey; readonly lead: WordKey; readonly remove: boolean }>> = {
  sign: { title: "done_title", lead: "done_lead", remove: true },
  authenticate: { title: "done_title_login", lead: "done_lead_login", remove: true },
  "read-attributes": { title: "done_title_attributes", lead: "done_lead_attributes", remove: true },
  "set-up": { title: "done_title_set_up", lead: "done_lead_set_up", remove: false },
};

/** What a person may keep of a signature. */
function keepsakes(stage: Stage, receipt: Receipt): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  const text = new Blob([receiptText(stage.words, receipt)], { type: "text/plain;charset=utf-8" });
  return $(
    "section",
    { class: "note" },
    $("h2", { say: "done_receipt_title" }),
    $("p", { say: "done_receipt_lead" }),
    $(
      "ul",
      { class: "downloads" },
      $("li", {}, offerFile(stage, "receipt", "done_receipt", "jitsuin-receipt.txt", text)),
      $("li", {}, offerFile(stage, "receipt-content", "done_content", receipt.content.fileName, receipt.content.file)),
      $("li", {}, offerFile(stage, "receipt-signature", "done_signature", `${receipt.content.fileName}.p7s`, receipt.signature)),
    ),
  );
}
