import type { Stage } from "../stage.ts";
import type { Turn } from "../steps.ts";
import type { WordKey } from "../words.ts";

const STEPS: readonly (readonly [title: WordKey, detail: WordKey])[] = [
  ["welcome_terms", "welcome_terms_detail"],
  ["welcome_prepare", "welcome_prepare_detail"],
  ["welcome_check", "welcome_check_detail"],
];

/** Set-up begins: what will be done. */
export function welcomeStep(stage: Stage): Promise<Turn> {
  const $ = stage.make.make.bind(stage.make);
  return stage.decide<Turn>(
    {
      name: "welcome",
      title: "welcome_title",
      body: [
        $("p", { say: "welcome_lead" }),
        $("ol", { class: "procedure" }, ...STEPS.map(([title, detail]) => $("li", {}, $("strong", { say: title }), $("span", { say: detail })))),
      ],
    },
    [{ id: "next", say: "welcome_begin", kind: "primary", decides: "next" }],
  );
}

/** The conditions, and what becomes of personal information: two ticks, remembered by the version of the text. */
export function termsStep(stage: Stage): Promise<Turn> {
  const $ = stage.make.make.bind(stage.make);
  const part = (id: string, title: WordKey, sentences: readonly WordKey[], agree: WordKey): { box: HTMLInputElement; element: HTMLElement } => {
    const box = $("input", { id, class: "tick", attributes: { type: "checkbox" } });
    const element = $(
      "section",
      { class: "note" },
      $("h2", { say: title }),
      $("ul", { class: "list" }, ...sentences.map((say) => $("li", { say }))),
      $("label", { class: "choice", attributes: { for: id } }, box, $("span", { say: agree })),
    );
    return { box, element };
  };
  const terms = part("agree-terms", "terms_title", ["terms_own_card", "terms_free", "terms_no_warranty"], "terms_agree");
  const privacy = part("agree-privacy", "privacy_title", ["privacy_local", "privacy_permitted", "privacy_pin", "privacy_kept"], "privacy_agree");
  const decision = stage.decide<Turn>(
    { name: "terms", title: "terms_heading", body: [terms.element, privacy.element] },
    [
      { id: "back", say: "back", kind: "secondary", decides: "back" },
      { id: "next", say: "next", kind: "primary", decides: "next" },
    ],
  );
  const next = stage.screen.querySelector<HTMLButtonElement>("#next");
  const judge = (): void => {
    if (next) next.disabled = !terms.box.checked || !privacy.box.checked;
  };
  for (const { box } of [terms, privacy]) box.addEventListener("change", judge);
  judge();
  return decision;
}

/** What to have at hand, and which of the card's PINs is for what. */
export function prepareStep(stage: Stage): Promise<Turn> {
  const $ = stage.make.make.bind(stage.make);
  const list = (...sentences: readonly WordKey[]): HTMLElement => $("ul", { class: "list" }, ...sentences.map((say) => $("li", { say })));
  return stage.decide<Turn>(
    {
      name: "prepare",
      title: "prepare_title",
      body: [
        list("procedure_prepare_card", "procedure_prepare_reader"),
        $("section", { class: "note" }, $("h2", { say: "prepare_pins" }), list("prepare_password", "prepare_auth", "prepare_attributes")),
        $("p", { say: "prepare_no_pin_now" }),
      ],
    },
    [
      { id: "back", say: "back", kind: "secondary", decides: "back" },
      { id: "next", say: "next", kind: "primary", decides: "next" },
    ],
  );
}
