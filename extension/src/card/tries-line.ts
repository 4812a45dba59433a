import type { PinName } from "../signing/pin.ts";
import type { Stage } from "../signing/stage.ts";
import type { Desk } from "./desk.ts";

/** How many tries a PIN has left, live. A locked one says where to go. */
export function triesLine(stage: Stage, desk: Desk, pin: PinName, leaving: AbortSignal): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  const line = $("p", { id: `tries-${pin}`, class: "tries" });
  desk.follow(leaving, () => {
    const { view } = desk;
    const left = view.state === "ready" ? view.chosen.card.triesLeft[pin] : undefined;
    line.hidden = left === undefined;
    if (line.dataset["tries"] === String(left)) return;
    line.dataset["tries"] = String(left);
    line.classList.toggle("few", left === 0 || left === 1);
    if (left === 0) line.replaceChildren($("span", { say: pin === "attributes" ? "tries_blocked_counter" : "tries_blocked" }));
    else if (left === null || left === undefined) line.replaceChildren($("span", { say: "tries_unknown" }));
    else line.replaceChildren($("span", { say: left === 1 ? "tries_last" : "tries_left", facts: { triesLeft: left } }));
  });
  return line;
}
