import type { AttributesAsked } from "../../../api/src/request.ts";
import { attributeWords } from "../attribute-words.ts";
import type { CardRequest } from "../request.ts";
import type { Screen, Stage } from "../stage.ts";
import type { Turn } from "../steps.ts";
import type { WordKey } from "../words.ts";
import { siteWords } from "./site-words.ts";

interface Procedure extends Pick<Screen, "name" | "title"> {
  readonly milestone: NonNullable<Screen["milestone"]>;
  readonly lead: WordKey;
  readonly steps: readonly (readonly [title: WordKey, detail: WordKey])[];
  /** The PINs to have at hand. */
  readonly pins: readonly WordKey[];
}

const CONSENT = ["procedure_permit", "procedure_permit_detail"] as const;
const READING = ["procedure_attributes", "procedure_attributes_detail"] as const;

/** With attributes, the card signs when they have been read and decided on. */
const SIGNING = {
  alone: [
    ["procedure_password", "procedure_password_detail"],
    ["procedure_done", "procedure_done_detail"],
  ],
  withAttributes: [
    ["password_title", "procedure_password_detail"],
    READING,
    ["procedure_values", "procedure_values_detail"],
    ["procedure_done", "sign_values_done_detail"],
  ],
} as const satisfies Record<string, Procedure["steps"]>;

/** What is going to happen, in the order in which it happens. */
function procedureOf(request: CardRequest): Procedure {
  switch (request.action) {
    case "sign":
      return {
        name: "procedure",
        milestone: "procedure",
        title: "procedure_title",
        lead: "procedure_lead",
        steps: [
          ["procedure_content", "procedure_content_detail"],
          ["procedure_consent", "procedure_consent_detail"],
          ...(request.attributes ? SIGNING.withAttributes : SIGNING.alone),
        ],
        pins: ["procedure_prepare_password", ...(request.attributes ? (["prepare_attributes"] as const) : [])],
      };
    case "authenticate":
      return {
        name: "procedure",
        milestone: "procedure",
        title: "login_title",
        lead: "procedure_lead",
        steps: [
          ["procedure_auth", "procedure_auth_detail"],
          ...(request.attributes ? [READING] : []),
          CONSENT,
          ["procedure_done", "login_done_detail"],
        ],
        pins: ["prepare_auth", ...(request.attributes ? (["prepare_attributes"] as const) : [])],
      };
    case "read-attributes":
      return {
        name: "explanation",
        milestone: "explanation",
        title: "explanation_title",
        lead: "explanation_lead",
        steps: [READING, CONSENT, ["procedure_done", "explanation_done_detail"]],
        pins: ["prepare_attributes"],
      };
  }
}

/** What is going to happen, before it happens, what exactly will be read, and what to have at hand. */
export function procedureStep(stage: Stage, request: CardRequest): Promise<Turn> {
  const $ = stage.make.make.bind(stage.make);
  const { lead, steps, pins, ...screen } = procedureOf(request);
  const asked = request.action === "read-attributes" ? request : request.attributes;
  return stage.decide<Turn>(
    {
      ...screen,
      body: [
        $("p", { say: lead }),
        ...(asked ? whatIsRead(stage, asked) : []),
        $(
          "ol",
          { class: "procedure" },
          ...steps.map(([title, detail]) => $("li", {}, $("strong", { say: title }), $("span", { say: detail }))),
        ),
        $(
          "section",
          { class: "note" },
          $("h2", { say: "procedure_prepare" }),
          $(
            "ul",
            { class: "list" },
            $("li", { say: "procedure_prepare_card" }),
            $("li", { say: "procedure_prepare_reader" }),
            ...pins.map((say) => $("li", { say })),
          ),
        ),
        // A signature's consent comes before its password, and has the notice.
        ...(request.action === "sign" ? [] : siteWords(stage, "site-notice", "consent_notice_title", request.notice)),
      ],
    },
    [{ id: "next", say: "next", kind: "primary", decides: "next" }],
  );
}

/** Exactly this, and what for in the site's own words; and what is not read. */
function whatIsRead(stage: Stage, { fields, purpose }: AttributesAsked): readonly HTMLElement[] {
  const $ = stage.make.make.bind(stage.make);
  return [
    $(
      "section",
      { id: "reading", class: "note" },
      $("h2", { say: "reading_items" }),
      $("ul", { id: "reading-items", class: "tags" }, ...fields.map((name) => $("li", { say: attributeWords[name], attributes: { "data-attribute": name } }))),
      $("p", { class: "small", say: "reading_not_read" }),
    ),
    ...siteWords(stage, "site-purpose", "purpose_title", purpose),
  ];
}
