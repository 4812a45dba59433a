import type { Bridge } from "../bridge.ts";
import type { PinName } from "../pin.ts";
import type { Stage } from "../stage.ts";

/** The card works. The person waits, sees that something happens, and is told to leave the card where it is. */
export function workingStep(stage: Stage, bridge: Bridge, { pin, atReader }: { readonly pin: PinName; readonly atReader: boolean }): Promise<never> {
  const $ = stage.make.make.bind(stage.make);
  const signs = pin === "sign";
  const bar = $("progress", { id: "progress", label: "working_progress" });
  return new Promise((_, reject) => {
    const leaving = stage.show({
      name: "working",
      milestone: signs ? "password" : "pin",
      title: signs ? "working_title" : "reading_title",
      body: [
        ...(atReader ? [$("p", { id: "at-reader", class: "note strong", say: "working_at_reader" })] : []),
        $("p", { class: "strong", say: "working_keep" }),
        bar,
        $("p", { class: "small", say: signs ? "working_lead" : "reading_lead" }),
      ],
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
