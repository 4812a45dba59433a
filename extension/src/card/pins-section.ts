import { cardStatus } from "./card-status.ts";
import { hide } from "../signing/hide.ts";
import { PIN_WORDS, pinOnCard, PINS } from "./pins.ts";
import type { SectionContext } from "./section.ts";
import { triesLine } from "./tries-line.ts";

/** The three PINs: what each is for, its tries, and the way to change it. */
export function pinsSection({ stage, desk }: SectionContext): void {
  const $ = stage.make.make.bind(stage.make);
  const body = $("div", { class: "body-part" });
  const leaving = stage.show({ name: "pins", title: "pins_title", body: [body], actions: [] });
  const status = cardStatus(stage, desk, leaving);
  const rows = PINS.map((pin) => {
    const { name, rule, use } = PIN_WORDS[pin];
    const change = $("a", { id: `change-${pin}`, class: "button secondary inline", say: "pin_change", attributes: { href: `#pins/${pin}` } });
    stage.make.follow(change, () => {
      change.setAttribute("aria-label", `${stage.words.say("pin_change")}: ${stage.words.say(name)}`);
    });
    desk.follow(leaving, () => {
      hide(change, desk.view.state !== "ready" || pinOnCard(desk.view.chosen, pin) !== "usable", status.panel);
    });
    return $(
      "section",
      { id: `pin-${pin}`, class: "certificate", attributes: { "aria-labelledby": `pin-${pin}-title` } },
      $("h2", { id: `pin-${pin}-title`, say: name }),
      $("p", { say: use }),
      $("p", { class: "support", say: rule }),
      triesLine(stage, desk, pin, leaving),
      $("p", {}, change),
    );
  });
  body.append(
    status.element,
    ...rows,
    $("p", { class: "small", say: "pins_fourth" }),
    $("p", {}, $("a", { class: "download", say: "pins_help", attributes: { href: "#help" } })),
  );
}
