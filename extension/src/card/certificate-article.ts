import { hex } from "../signing/hex.ts";
import type { Stage } from "../signing/stage.ts";
import { offerFile } from "../signing/steps/offer-file.ts";
import type { WordKey } from "../signing/words.ts";
import type { CertificateSummary } from "../wasm.js";
import { birthDateText } from "./birth-date.ts";
import type { CertificateView } from "./desk.ts";
import { substitutedNote, substitutedText } from "./substituted.ts";
import { CERTIFICATE_TIME_ZONE, validityOf } from "./validity.ts";

/** A certificate as people are shown it: the nine fields of a signing certificate, the five of an authentication certificate. */
export function certificateArticle(stage: Stage, view: CertificateView & { state: "read" }, now: Date): readonly HTMLElement[] {
  const $ = stage.make.make.bind(stage.make);
  const { summary, der, pem } = view;
  const name = summary.kind === "sign" ? "sign" : "auth";
  const file = `jpki-${name}-${summary.serialNumber}`;
  return [
    validityNotice(stage, name, summary, now),
    $("dl", { id: `fields-${name}` }, ...fields(stage, summary)),
    ...(summary.holder ? substitutedNote(stage, summary.holder) : []),
    ...(summary.test ? [$("p", { class: "note warning", say: "certificate_test" })] : []),
    $(
      "details",
      { class: "particulars" },
      $("summary", { say: "certificate_more" }),
      $(
        "dl",
        {},
        row(stage, "sha256", "certificate_sha256", summary.sha256),
        row(stage, "subject", "certificate_subject", summary.subject),
        row(stage, "key-usage", "certificate_key_usage", summary.keyUsage.join(", ")),
        row(stage, "policies", "certificate_policies", summary.policies.join(", ")),
      ),
    ),
    $(
      "ul",
      { class: "downloads" },
      $("li", {}, offerFile(stage, `save-pem-${name}`, "certificate_save_pem", `${file}.pem`, new Blob([pem], { type: "application/x-pem-file" }))),
      $("li", {}, offerFile(stage, `save-der-${name}`, "certificate_save_der", `${file}.cer`, new Blob([der], { type: "application/pkix-cert" }))),
    ),
    ...(name === "sign" ? [$("p", { class: "small", say: "certificate_save_note" })] : []),
  ];
}

function validityNotice(stage: Stage, name: "sign" | "auth", summary: CertificateSummary, now: Date): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  const validity = validityOf(summary, now);
  const facts = (): { readonly days: number; readonly notBefore: string; readonly notAfter: string } => ({
    days: "days" in validity ? validity.days : 0,
    notBefore: day(stage, summary.notBefore),
    notAfter: day(stage, summary.notAfter),
  });
  const say: WordKey =
    validity.state === "early"
      ? "validity_early"
      : validity.state === "expired"
        ? "validity_expired"
        : validity.days === 0
          ? "validity_today"
          : "validity_days";
  const element = $(
    "div",
    { id: `validity-${name}`, class: validity.state === "good" ? "validity good" : "note warning", attributes: { "data-validity": validity.state } },
    $("p", { class: "strong", say, facts }),
  );
  if ("days" in validity) element.dataset["days"] = String(validity.days);
  if (validity.state === "soon") element.append($("p", { say: "validity_soon_do" }));
  if (validity.state === "expired") element.append($("p", { say: "validity_expired_do" }));
  if (validity.state === "early") element.append($("p", { say: "validity_early_do" }));
  return element;
}

/** S05 and U06, in the order of the official figures. */
function fields(stage: Stage, summary: CertificateSummary): readonly HTMLElement[] {
  const { holder, publicKey } = summary;
  const $ = stage.make.make.bind(stage.make);
  const keyLabel: WordKey = summary.kind === "sign" ? "certificate_key_sign" : "certificate_key_auth";
  return [
    ...(holder
      ? [
          row(stage, "name", "attribute_name", substitutedText(stage, holder.name, holder.nameSubstituted)),
          row(stage, "birth-date", "attribute_birth_date", () => birthDateText(stage.words, holder.birthDate)),
          row(stage, "sex", "attribute_sex", () => stage.words.say(SEX_WORDS[holder.sex])),
          row(stage, "address", "attribute_address", substitutedText(stage, holder.address, holder.addressSubstituted)),
        ]
      : []),
    row(stage, "issuer", "certificate_issuer", issuer(stage, summary.issuer)),
    row(stage, "validity", "certificate_validity", () =>
      stage.words.say("certificate_from_to", { notBefore: day(stage, summary.notBefore), notAfter: day(stage, summary.notAfter) }),
    ),
    row(stage, "issued", "certificate_issued", () => day(stage, summary.notBefore)),
    row(stage, "serial", "certificate_serial", summary.serialNumber.toUpperCase()),
    row(
      stage,
      "public-key",
      keyLabel,
      $(
        "span",
        {},
        $("span", { text: publicKey.algorithm.toUpperCase() }),
        $("span", { class: "mono key-print", text: `SHA-256: ${grouped(publicKey.sha256)}` }),
      ),
    ),
  ];
}

/** The issuer of every JPKI certificate, as its distinguished name writes it. */
const JLIS = /(?:^|,)OU=Japan Agency for Local Authority Information Systems(?:,|$)/;

/** 機構 by the name that people know, and the distinguished name. */
function issuer(stage: Stage, name: string): string | HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  if (!JLIS.test(name)) return name;
  return $("span", {}, $("span", { say: "issuer_jlis" }), $("span", { class: "small distinguished-name", text: name }));
}

const SEX_WORDS: Readonly<Record<NonNullable<CertificateSummary["holder"]>["sex"], WordKey>> = {
  male: "sex_male",
  female: "sex_female",
  unknown: "sex_unknown",
  "not-applicable": "sex_not_applicable",
};

/** `value`: foreign text, a sentence that follows the language, or an element. */
function row(stage: Stage, field: string, term: WordKey, value: string | (() => string) | HTMLElement): HTMLElement {
  const $ = stage.make.make.bind(stage.make);
  const attributes = { "data-field": field };
  const detail =
    typeof value === "string"
      ? $("dd", { text: value, attributes })
      : typeof value === "function"
        ? $("dd", { say: "plain", facts: () => ({ text: value() }), own: true, attributes })
        : $("dd", { attributes }, value);
  return $("div", { class: "pair" }, $("dt", { say: term }), detail);
}

function day(stage: Stage, at: string): string {
  return stage.words.day(new Date(at), CERTIFICATE_TIME_ZONE);
}

function grouped(digits: string): string {
  return hex(Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
}
