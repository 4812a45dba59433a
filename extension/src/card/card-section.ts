import { certificateArticle } from "./certificate-article.ts";
import { cardStatus } from "./card-status.ts";
import { diagnostics } from "./diagnostics.ts";
import type { Desk } from "./desk.ts";
import { failureNotice } from "./failure-notice.ts";
import { hide } from "../signing/hide.ts";
import type { SectionContext } from "./section.ts";
import { signPasswordForm } from "./sign-password-form.ts";

/** Reader, card, and the two certificates. */
export function cardSection(context: SectionContext): void {
  const { stage, desk } = context;
  const $ = stage.make.make.bind(stage.make);
  const body = $("div", { class: "body-part" });
  const leaving = stage.show({ name: "card", title: "card_page_title", body: [body], actions: [] });

  const status = cardStatus(stage, desk, leaving);
  const { form, cleared } = signPasswordForm(context, leaving);
  const certificates = $(
    "div",
    { class: "body-part" },
    certificatePart(context, "auth", leaving),
    certificatePart(context, "sign", leaving, form),
    validityNote(context),
  );
  body.append(status.element, cleared, certificates, diagnostics(stage, desk, leaving));
  desk.follow(leaving, () => {
    // Also while another program uses the card, or the bridge starts anew: someone may be reading or typing.
    hide(certificates, desk.card === undefined, status.panel);
  });
}

/** One certificate: read, missing, or to be opened with its password in the form. */
function certificatePart(context: SectionContext, which: "sign" | "auth", leaving: AbortSignal, form?: HTMLElement): HTMLElement {
  const { stage, desk, now } = context;
  const $ = stage.make.make.bind(stage.make);
  const content = $("div", { class: "body-part" });
  const heading = $("h2", { id: `certificate-${which}-title`, say: which === "sign" ? "certificate_sign" : "certificate_auth", attributes: { tabindex: "-1" } });
  const section = $(
    "section",
    { id: `certificate-${which}`, class: "certificate", attributes: { "aria-labelledby": heading.id } },
    heading,
    $("p", { class: "support", say: which === "sign" ? "certificate_sign_lead" : "certificate_auth_lead" }),
    content,
  );

  let shown: unknown;
  desk.follow(leaving, () => {
    const view = desk.certificate(which);
    if (view === shown) return;
    shown = view;
    section.dataset["state"] = view.state;
    const wasThere = content.contains(document.activeElement);
    switch (view.state) {
      case "read":
        content.replaceChildren(...certificateArticle(stage, view, now()));
        break;
      case "absent":
        content.replaceChildren($("p", { class: "note", say: which === "sign" ? "certificate_sign_absent" : "certificate_auth_absent" }));
        break;
      case "failed":
        content.replaceChildren(failureNotice(stage, view.failure, { id: `trouble-${which}` }));
        break;
      case "unread":
        // A telephone gives its authentication certificate to the PIN only, which this page does not ask for.
        content.replaceChildren(form ?? $("p", { say: isPhone(desk) ? "certificate_auth_phone" : "card_looking" }));
        break;
    }
    if (wasThere) heading.focus();
  });
  return section;
}

function isPhone({ view }: Desk): boolean {
  return view.state === "ready" && view.chosen.card.kind === "phone";
}

function validityNote({ stage }: SectionContext): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  return $(
    "section",
    { id: "validity-note", class: "note", attributes: { "aria-labelledby": "validity-note-title" } },
    $("h2", { id: "validity-note-title", say: "validity_note_title" }),
    $("p", { say: "validity_note_two" }),
    $("p", { say: "validity_note_certificate" }),
    $("p", { say: "validity_note_card" }),
    $("p", { class: "small", say: "validity_note_revoked" }),
  );
}
