import type { Stage } from "../signing/stage.ts";
import type { WordKey } from "../signing/words.ts";
import { PIN_WORDS } from "./pins.ts";
import { portalLink } from "./portal-link.ts";
import type { SectionContext } from "./section.ts";

/** A heading with its paragraphs; `id` is stable. */
const ARTICLES: readonly (readonly [id: string, title: WordKey, ...text: WordKey[]])[] = [
  ["help-locked", "help_locked", "help_locked_what", "help_locked_counter", "help_locked_store", "help_locked_bring"],
  ["help-under-15", "help_under_15", "help_under_15_what", "help_under_15_do"],
  ["help-24-hours", "help_24_hours", "help_24_hours_what"],
  ["help-moved", "help_moved", "help_moved_what", "help_moved_login", "help_moved_lapse"],
  ["help-validity", "help_validity", "validity_note_two", "validity_note_certificate", "validity_note_card"],
  ["help-issue", "help_issue", "help_issue_where", "help_issue_bring", "help_issue_pins"],
  ["help-lost", "help_lost", "help_lost_what"],
];

const QUESTIONS: readonly (readonly [id: string, question: WordKey, answer: WordKey])[] = [
  ["faq-what", "faq_what", "faq_what_answer"],
  ["faq-two", "faq_two", "faq_two_answer"],
  ["faq-number", "faq_number", "faq_number_answer"],
  ["faq-fee", "faq_fee", "faq_fee_answer"],
  ["faq-check", "faq_check", "faq_check_answer"],
  ["faq-renew", "faq_renew", "faq_renew_answer"],
  ["faq-juki", "faq_juki", "faq_juki_answer"],
  ["faq-characters", "faq_characters", "faq_characters_answer"],
  ["faq-reader", "faq_reader", "faq_reader_answer"],
  ["faq-pad", "faq_pad", "faq_pad_answer"],
  ["faq-type-b", "faq_type_b", "faq_type_b_answer"],
];

/** Help that needs no card, no reader and no network. */
export function helpSection({ stage }: SectionContext): void {
  const $ = stage.make.make.bind(stage.make);
  stage.show({
    name: "help",
    title: "help_title",
    body: [
      $("section", { id: "help-pins", class: "certificate", attributes: { "aria-labelledby": "help-pins-title" } }, $("h2", { id: "help-pins-title", say: "help_pins" }), $("p", { say: "help_pins_lead" }), fourPins(stage)),
      ...ARTICLES.map(([id, title, ...text]) =>
        $("section", { id, class: "certificate", attributes: { "aria-labelledby": `${id}-title` } }, $("h2", { id: `${id}-title`, say: title }), ...text.map((say) => $("p", { say }))),
      ),
      $(
        "section",
        { id: "faq", class: "certificate", attributes: { "aria-labelledby": "faq-title" } },
        $("h2", { id: "faq-title", say: "faq_title" }),
        ...QUESTIONS.map(([id, question, answer]) => $("details", { id, class: "question" }, $("summary", { say: question }), $("p", { say: answer }))),
        portalLink(stage),
      ),
    ],
    actions: [],
  });
}

/** Which of the four PINs is which. */
function fourPins(stage: Stage): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  const { sign, auth, attributes } = PIN_WORDS;
  const rows: readonly (readonly [name: WordKey, form: WordKey, strikes: number, use: WordKey, reset: WordKey])[] = [
    [sign.name, "help_form_sign", 5, sign.use, "help_reset_store"],
    [auth.name, "help_form_digits", 3, auth.use, "help_reset_store"],
    [attributes.name, "help_form_digits", 3, attributes.use, "help_reset_counter"],
    ["pin_name_register", "help_form_digits", 3, "pin_use_register", "help_reset_counter"],
  ];
  return $(
    "div",
    { class: "table-frame", label: "help_pins", attributes: { tabindex: "0", role: "group" } },
    $(
      "table",
      { id: "four-pins" },
      $(
        "thead",
        {},
        $("tr", {}, ...(["help_column_name", "help_column_form", "help_column_strikes", "help_column_use", "help_column_reset"] as const).map((say) => $("th", { say, attributes: { scope: "col" } }))),
      ),
      $(
        "tbody",
        {},
        ...rows.map(([name, form, strikes, use, reset]) =>
          $("tr", {}, $("th", { say: name, attributes: { scope: "row" } }), $("td", { say: form }), $("td", { say: "help_strikes", facts: { strikes } }), $("td", { say: use }), $("td", { say: reset })),
        ),
      ),
    ),
  );
}
