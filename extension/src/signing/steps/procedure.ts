import type { Stage } from "../stage.ts";
import type { Turn } from "../steps.ts";
import type { WordKey } from "../words.ts";

const STEPS: readonly (readonly [title: WordKey, detail: WordKey])[] = [
  ["procedure_content", "procedure_content_detail"],
  ["procedure_consent", "procedure_consent_detail"],
  ["procedure_password", "procedure_password_detail"],
  ["procedure_done", "procedure_done_detail"],
];

/** What is going to happen, before it happens, and what to have at hand. */
export function procedureStep(stage: Stage): Promise<Turn> {
  const $ = stage.make.make.bind(stage.make);
  return stage.decide<Turn>(
    {
      name: "procedure",
      milestone: "procedure",
      title: "procedure_title",
      body: [
        $("p", { say: "procedure_lead" }),
        $(
          "ol",
          { class: "procedure" },
          ...STEPS.map(([title, detail]) => $("li", {}, $("strong", { say: title }), $("span", { say: detail }))),
        ),
        $(
          "section",
          { class: "note" },
          $("h2", { say: "procedure_prepare" }),
          $("ul", { class: "list" }, $("li", { say: "procedure_prepare_card" }), $("li", { say: "procedure_prepare_reader" }), $("li", { say: "procedure_prepare_password" })),
        ),
      ],
    },
    [{ id: "next", say: "next", kind: "primary", decides: "next" }],
  );
}
