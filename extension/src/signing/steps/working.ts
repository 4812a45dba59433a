import type { Bridge } from "../bridge.ts";
import type { Stage } from "../stage.ts";

/** The card works. The person waits, sees that something happens, and is told to leave the card where it is. */
export function workingStep(stage: Stage, bridge: Bridge): Promise<never> {
  const $ = stage.make.make.bind(stage.make);
  const bar = $("progress", { id: "progress", label: "working_progress" });
  return new Promise((_, reject) => {
    const leaving = stage.show({
      name: "working",
      milestone: "password",
      title: "working_title",
      body: [$("p", { class: "strong", say: "working_keep" }), bar, $("p", { class: "small", say: "working_lead" })],
      actions: [stage.cancel(reject)],
    });
    bridge.onProgress = (done, total) => {
      bar.max = total;
      bar.value = done;
    };
    leaving.addEventListener("abort", () => {
      bridge.onProgress = undefined;
    });
  });
}
