import type { Content } from "../content.ts";
import { Failure } from "../failure.ts";
import type { CheckedRequests } from "../request.ts";
import type { Stage } from "../stage.ts";
import type { Turn } from "../steps.ts";

/** What leaves the PC, to whom; and the site's own notice, as the site's words. Before any password. */
export async function consentStep(
  stage: Stage,
  request: CheckedRequests["sign"],
  origin: string,
  content: Content,
): Promise<Turn> {
  const $ = stage.make.make.bind(stage.make);
  const title = content.shown.kind === "form" ? content.shown.form.title : content.name;
  const decision = await stage.decide<Turn | "deny">(
    {
      name: "consent",
      milestone: "consent",
      title: "consent_title",
      body: [
        $("p", { say: "consent_lead" }),
        $("p", { id: "consent-origin", class: "origin-card compact", text: origin }),
        $(
          "ul",
          { id: "consent-items", class: "leaving" },
          $("li", {}, $("strong", { say: "consent_content" }), $("span", { text: title })),
          $("li", {}, $("strong", { say: "consent_signature" }), $("span", { say: "consent_signature_detail" })),
          $(
            "li",
            {},
            $("strong", { say: "consent_certificate" }),
            $("span", { say: "consent_certificate_detail" }),
            $(
              "ul",
              { class: "tags" },
              $("li", { say: "attribute_name" }),
              $("li", { say: "attribute_address" }),
              $("li", { say: "attribute_birth_date" }),
              $("li", { say: "attribute_sex" }),
            ),
          ),
        ),
        $("p", { class: "small", say: "consent_not_sent" }),
        ...(request.notice === undefined
          ? []
          : [
              $(
                "section",
                { id: "site-notice", class: "site-words" },
                $("h2", { say: "consent_notice_title" }),
                $("p", { class: "words", text: request.notice }),
              ),
            ]),
      ],
    },
    [
      { id: "back", say: "back", kind: "secondary", decides: "back" },
      { id: "deny", say: "consent_deny", kind: "secondary", decides: "deny" },
      { id: "grant", say: "consent_grant", kind: "primary", decides: "next", careful: true },
    ],
  );
  if (decision === "deny") throw new Failure("consent-denied");
  return decision;
}
