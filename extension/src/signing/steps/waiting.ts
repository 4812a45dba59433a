import type { Stage } from "../stage.ts";

/** The page still prepares its request, or a part of Jitsuin is being started. */
export function waitingStep(stage: Stage, onCancel: () => void): void {
  const $ = stage.make.make.bind(stage.make);
  stage.show({
    name: "waiting",
    title: "waiting_title",
    body: [$("p", { say: "waiting_lead" }), $("div", { class: "spinner", attributes: { "aria-hidden": "true" } })],
    actions: [{ id: "cancel", say: "cancel", kind: "quiet", press: onCancel }],
  });
}
