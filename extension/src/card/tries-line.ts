import type { PinName } from "../signing/pin.ts";
import type { Stage } from "../signing/stage.ts";
import type { Desk } from "./desk.ts";
import { kioskResets, PIN_WORDS, pinOnCard } from "./pins.ts";

/** How many tries a PIN has left, live. A locked one says where to go, and one that the card does not have says so. */
export function triesLine(stage: Stage, desk: Desk, pin: PinName, leaving: AbortSignal): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  const line = $("p", { id: `tries-${pin}`, class: "tries", attributes: { tabindex: "-1" } });
  let shown = "";
  desk.follow(leaving, () => {
    const { view } = desk;
    line.hidden = view.state !== "ready";
    if (view.state !== "ready") return;
    const left = view.chosen.card.triesLeft[pin] ?? null;
    const state = pinOnCard(view.chosen, pin);
    const kiosk = kioskResets(view.chosen, pin);
    // What has not changed is not said again.
    const next = JSON.stringify([left, state, kiosk]);
    if (next === shown) return;
    shown = next;
    line.dataset["tries"] = String(left);
    line.classList.toggle("few", left === 0 || left === 1);
    if (state === "absent") line.replaceChildren($("span", { say: PIN_WORDS[pin].absent }));
    else if (state === "blocked") line.replaceChildren($("span", { say: kiosk ? "tries_blocked" : "tries_blocked_counter" }));
    else if (left === null) line.replaceChildren($("span", { say: "tries_unknown" }));
    else line.replaceChildren($("span", { say: left === 1 ? "tries_last" : "tries_left", facts: { triesLeft: left } }));
  });
  return line;
}
