import { Failure } from "../signing/failure.ts";
import { confirmation } from "../signing/steps/confirmation.ts";
import { judgePin } from "../signing/pin.ts";
import { certificateArticle } from "./certificate-article.ts";
import { cardStatus } from "./card-status.ts";
import { diagnostics } from "./diagnostics.ts";
import type { Desk } from "./desk.ts";
import { failureNotice } from "./failure-notice.ts";
import { pinEntry } from "./pin-entry.ts";
import type { SectionContext } from "./section.ts";
import { triesLine } from "./tries-line.ts";

/** Reader, card, and the two certificates. */
export function cardSection(context: SectionContext): void {
  const { stage, desk } = context;
  const $ = stage.make.make.bind(stage.make);
  const body = $("div", { class: "body-part" });
  const leaving = stage.show({ name: "card", title: "card_page_title", body: [body], actions: [] });

  const certificates = $("div", { class: "body-part" }, certificatePart(context, "auth", leaving), certificatePart(context, "sign", leaving), validityNote(context));
  body.append(cardStatus(stage, desk, leaving), certificates, diagnostics(stage, desk, leaving));
  desk.follow(leaving, () => {
    certificates.hidden = desk.view.state !== "ready";
  });
}

/** One certificate: read, missing, or to be opened with its password. */
function certificatePart(context: SectionContext, which: "sign" | "auth", leaving: AbortSignal): HTMLElement {
  const { stage, desk, now } = context;
  const $ = stage.make.make.bind(stage.make);
  const content = $("div", { class: "body-part" });
  const section = $(
    "section",
    { id: `certificate-${which}`, class: "certificate", attributes: { "aria-labelledby": `certificate-${which}-title` } },
    $("h2", { id: `certificate-${which}-title`, say: which === "sign" ? "certificate_sign" : "certificate_auth" }),
    $("p", { class: "support", say: which === "sign" ? "certificate_sign_lead" : "certificate_auth_lead" }),
    content,
  );
  const form = which === "sign" ? signPasswordForm(context, leaving) : undefined;

  let shown: unknown;
  desk.follow(leaving, () => {
    const view = desk.certificate(which);
    if (view === shown) return;
    shown = view;
    section.dataset["state"] = view.state;
    switch (view.state) {
      case "read":
        content.replaceChildren(...certificateArticle(stage, view, now()));
        break;
      case "absent":
        content.replaceChildren($("p", { class: "note", say: which === "sign" ? "certificate_sign_absent" : "certificate_auth_absent" }));
        break;
      case "failed":
        content.replaceChildren(failureNotice(stage, view.failure));
        break;
      case "unread":
        // A telephone gives its authentication certificate to the PIN only, which this page does not ask for.
        if (form) content.replaceChildren(form);
        else content.replaceChildren($("p", { say: isPhone(desk) ? "certificate_auth_phone" : "card_looking" }));
        break;
    }
  });
  return section;
}

function isPhone({ view }: Desk): boolean {
  return view.state === "ready" && view.chosen.card.kind === "phone";
}

/** The signing certificate is behind its password. */
function signPasswordForm({ stage, desk }: SectionContext, leaving: AbortSignal): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  const entry = pinEntry(stage, { id: "pin", label: "pin_name_sign", rule: "password_rule", pin: "sign" });
  const tries = triesLine(stage, desk, "sign", leaving);
  const trouble = $("div", { class: "body-part" });
  const submit = $("button", { id: "read-sign", class: "button primary inline", say: "certificate_read", attributes: { type: "submit" } });
  const pad = $("button", { id: "read-sign-pad", class: "button secondary inline", say: "certificate_read_pad", hidden: true, attributes: { type: "button" } });
  const form = $("form", { id: "sign-form", attributes: { novalidate: "", autocomplete: "off" } }, trouble, entry.element, tries, $("div", { class: "pin-line" }, submit, pad));

  const read = async (pin: string | undefined): Promise<void> => {
    const { view } = desk;
    if (view.state !== "ready" || desk.working) return;
    const lastTry = view.chosen.card.triesLeft.sign === 1;
    if (lastTry && !(await confirmation(stage, "last-try"))) {
      entry.input.focus();
      return;
    }
    entry.input.value = "";
    trouble.replaceChildren();
    stage.announce("desk_working");
    try {
      await desk.readSignCertificate(pin, lastTry);
    } catch (thrown) {
      trouble.replaceChildren(failureNotice(stage, Failure.from(thrown).aboutPin("sign")));
      entry.input.focus();
    }
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const verdict = judgePin("sign", entry.input.value);
    if (!verdict.ok) {
      entry.refuse(verdict.fault);
      return;
    }
    entry.accept();
    void (async () => {
      if (!verdict.oneKind || (await confirmation(stage, "one-kind"))) await read(verdict.pin);
      else entry.input.focus();
    })();
  });
  pad.addEventListener("click", () => void read(undefined));

  desk.follow(leaving, () => {
    const { view } = desk;
    const blocked = view.state === "ready" && view.chosen.card.triesLeft.sign === 0;
    submit.disabled = desk.working || blocked;
    pad.disabled = submit.disabled;
    pad.hidden = view.state !== "ready" || !view.chosen.pinPad;
    entry.element.hidden = blocked;
    submit.hidden = blocked;
  });
  return form;
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
