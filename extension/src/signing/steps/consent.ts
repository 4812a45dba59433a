import type { AttributeName, AttributesAsked } from "../../../api/src/request.ts";
import { attributeText, attributeWords } from "../attribute-words.ts";
import type { Content } from "../content.ts";
import { Failure } from "../failure.ts";
import type { CheckedRequests } from "../request.ts";
import type { Screen, ScreenAction, Stage } from "../stage.ts";
import type { Offer, Turn } from "../steps.ts";
import type { WordKey } from "../words.ts";
import { siteWords } from "./site-words.ts";

/** What leaves the PC, to whom; and the site's own notice, as the site's words. Before any password. */
export function consentStep(stage: Stage, request: CheckedRequests["sign"], origin: string, content: Content): Promise<Turn> {
  const $ = stage.make.make.bind(stage.make);
  const title = content.shown.kind === "form" ? content.shown.form.title : content.name;
  const items = [
    $("li", {}, $("strong", { say: "consent_content" }), $("span", { text: title })),
    $("li", {}, $("strong", { say: "consent_signature" }), $("span", { say: "consent_signature_detail" })),
    $(
      "li",
      {},
      $("strong", { say: "consent_certificate" }),
      $("span", { say: "consent_certificate_detail" }),
      $("ul", { class: "tags" }, ...Object.values(attributeWords).map((say) => $("li", { say }))),
    ),
    ...(request.attributes ? [askedFor(stage, request.attributes)] : []),
  ];
  const notice = siteWords(stage, "site-notice", "consent_notice_title", request.notice);
  return permission(stage, origin, { ...CONSENT, lead: "consent_lead" }, items, notice, [{ id: "back", say: "back", kind: "secondary", decides: "back" }]);
}

/** What is read from the card with the second PIN. It is not permitted here: the values are not known yet. */
function askedFor(stage: Stage, { fields }: AttributesAsked): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  return $(
    "li",
    { id: "consent-attributes" },
    $("strong", { say: "consent_attributes" }),
    $("span", { say: "consent_attributes_detail" }),
    $("ul", { class: "tags" }, ...fields.map((name) => $("li", { say: attributeWords[name], attributes: { "data-attribute": name } }))),
  );
}

/** What was read from the card leaves the PC only with this "yes": each attribute apart, with its value, and may be kept. */
export async function grantStep(stage: Stage, origin: string, { signs, login, asked, reading }: Offer): Promise<readonly AttributeName[]> {
  const $ = stage.make.make.bind(stage.make);
  const choices = (reading ? (asked?.fields ?? []) : []).map((name) => ({
    name,
    box: $("input", { id: `give-${name}`, class: "tick", attributes: { type: "checkbox", checked: "" } }),
  }));
  const hint = choices.length > 0 ? [$("li", { class: "hint", say: signs ? "consent_untick_signing" : "consent_untick" })] : [];
  const items = [
    ...(login
      ? [
          $(
            "li",
            { id: "consent-login" },
            $("strong", { say: "consent_login" }),
            $("span", { say: "consent_login_detail" }),
            $("span", { class: "small", say: "consent_login_serial", facts: { serialNumber: login.serialNumber } }),
          ),
        ]
      : []),
    ...hint,
    ...choices.map(({ name, box }) =>
      $(
        "li",
        { attributes: { "data-attribute": name } },
        $("label", { class: "choice", attributes: { for: box.id } }, box, $("span", { say: attributeWords[name] })),
        reading ? value(stage, reading, name) : $("span"),
      ),
    ),
  ];
  const notes = [
    ...(reading?.digestMatches === false ? [$("p", { id: "digest-differs", class: "note warning", say: "digest_differs" })] : []),
    ...(asked && reading ? siteWords(stage, "site-purpose", "purpose_title", asked.purpose) : []),
  ];
  const question = signs ? BEFORE_SIGNING : { ...CONSENT, lead: login ? "consent_lead_login" : "consent_lead_attributes" } as const;
  await permission(stage, origin, question, items, notes, []);
  return choices.filter(({ box }) => box.checked).map(({ name }) => name);
}

/** The card's own words stay as they are; a date and a sex follow the language. */
function value(stage: Stage, reading: NonNullable<Offer["reading"]>, name: AttributeName): HTMLElement {
  const how = { id: `value-${name}`, class: "value" };
  const text = (): string => attributeText(stage.words, reading, name);
  return name === "name" || name === "address"
    ? stage.make.make("span", { ...how, text: text() })
    : stage.make.make("span", { ...how, say: "plain", facts: () => ({ text: text() }), own: true });
}

/** How permission is asked. */
interface Question extends Required<Pick<Screen, "milestone" | "title">> {
  readonly lead: WordKey;
  readonly yes: WordKey;
  readonly no: WordKey;
}

const CONSENT = { milestone: "consent", title: "consent_title", yes: "consent_grant", no: "consent_deny" } as const satisfies Partial<Question>;

/** The second permission of a signature: the values beside it. Its "yes" makes the card sign. */
const BEFORE_SIGNING: Question = {
  milestone: "values",
  title: "procedure_values",
  lead: "consent_lead_signing",
  yes: "consent_grant_signing",
  no: "consent_deny_signing",
};

async function permission(
  stage: Stage,
  origin: string,
  { lead, yes, no, ...screen }: Question,
  items: readonly HTMLElement[],
  notes: readonly HTMLElement[],
  others: readonly (Omit<ScreenAction, "press"> & { readonly decides: Turn })[],
): Promise<Turn> {
  const $ = stage.make.make.bind(stage.make);
  const decision = await stage.decide<Turn | "deny">(
    {
      name: "consent",
      ...screen,
      body: [
        $("p", { say: lead }),
        $("p", { id: "consent-origin", class: "origin-card compact", text: origin }),
        $("ul", { id: "consent-items", class: "leaving" }, ...items),
        $("p", { class: "small", say: "consent_not_sent" }),
        ...notes,
      ],
    },
    [
      ...others,
      { id: "deny", say: no, kind: "secondary", decides: "deny" },
      { id: "grant", say: yes, kind: "primary", decides: "next", careful: true },
    ],
  );
  if (decision === "deny") throw new Failure("consent-denied");
  return decision;
}
