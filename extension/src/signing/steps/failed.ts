import type { Failure } from "../failure.ts";
import type { Stage } from "../stage.ts";
import { pairOf } from "../words.ts";
import { siteWords } from "./site-words.ts";

/** An error, as a pair: what happened, what to do. The site's contact stands below, as the site's words. */
export function failedStep(
  stage: Stage,
  failure: Failure,
  { again, contact, goesOn }: { readonly again: boolean; readonly contact: string | undefined; readonly goesOn: boolean },
): Promise<"again" | "end"> {
  const $ = stage.make.make.bind(stage.make);
  const { what, remedy } = pairOf(failure.code, failure.about, failure.facts);
  const facts = (): ReturnType<typeof stage.words.factsOf> => stage.words.factsOf(failure);
  return stage.decide<"again" | "end">(
    {
      name: "failed",
      title: what,
      facts,
      mood: "error",
      body: [
        $("p", { id: "remedy", class: "remedy", say: remedy, facts }),
        ...(goesOn ? [$("p", { id: "goes-on", class: "small", say: "card_goes_on" })] : []),
        ...siteWords(stage, "site-contact", "contact_title", contact),
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
