import type { Failure } from "../failure.ts";
import type { Stage } from "../stage.ts";
import { pairOf } from "../words.ts";

/** An error, as a pair: what happened, what to do. The site's contact stands below, as the site's words. */
export function failedStep(
  stage: Stage,
  failure: Failure,
  { again, contact }: { readonly again: boolean; readonly contact: string | undefined },
): Promise<"again" | "end"> {
  const $ = stage.make.make.bind(stage.make);
  const { what, remedy } = pairOf(failure.code);
  const facts = (): ReturnType<typeof stage.words.factsOf> => stage.words.factsOf(failure);
  return stage.decide<"again" | "end">(
    {
      name: "failed",
      title: what,
      facts,
      mood: "error",
      body: [
        $("p", { id: "remedy", class: "remedy", say: remedy, facts }),
        ...(contact === undefined
          ? []
          : [$("section", { id: "site-contact", class: "site-words" }, $("h2", { say: "contact_title" }), $("p", { class: "words", text: contact }))]),
        $(
          "p",
          { class: "code-line" },
          $("span", { say: "error_code_label" }),
          $("code", { id: "code", text: failure.code }),
          ...Object.entries(failure.facts).map(([name, value]) => $("code", { class: "fact", text: `${name}: ${String(value)}` })),
        ),
      ],
    },
    [
      { id: "end", say: "end", kind: again ? "secondary" : "primary", decides: "end" },
      ...(again ? [{ id: "again", say: "again", kind: "primary", decides: "again" } as const] : []),
    ],
    "no-cancel",
  );
}
