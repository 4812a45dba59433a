import type { Stage } from "../stage.ts";
import type { WordKey } from "../words.ts";

/** The window has no page to work for. It explains itself and does nothing. */
export function aloneStep(stage: Stage, reason: "by-hand" | "framed" | "silent"): void {
  const $ = stage.make.make.bind(stage.make);
  const words: Readonly<Record<typeof reason, readonly [title: WordKey, ...body: WordKey[]]>> = {
    "by-hand": ["alone_title", "alone_lead", "alone_severed"],
    framed: ["error_window_framed_what", "error_window_framed_do"],
    silent: ["silent_title", "silent_lead"],
  };
  const [title, ...body] = words[reason];
  stage.show({
    name: reason === "framed" ? "framed" : "alone",
    title,
    body: body.map((say) => $("p", { say })),
    actions:
      reason === "silent"
        ? [
            {
              id: "end",
              say: "close_window",
              kind: "primary",
              press: () => {
                window.close();
              },
            },
          ]
        : [],
  });
}
