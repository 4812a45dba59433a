import type { Action } from "../../../api/src/messages.ts";
import type { Stage } from "../stage.ts";
import { DONE_WORDS } from "./done.ts";

/** The page has its result and goes on; this window waits for what it asks next. */
export function betweenStep(stage: Stage, action: Action): Promise<void> {
  const $ = stage.make.make.bind(stage.make);
  return new Promise((resolve) => {
    stage.show({
      name: "between",
      title: DONE_WORDS[action].title,
      mood: "success",
      body: [$("p", { class: "strong", say: "between_lead" }), $("p", { say: "between_card" }), $("p", { class: "small", say: "between_closes" })],
      actions: [{ id: "end", say: "close_window", kind: "secondary", press: resolve }],
    });
  });
}
