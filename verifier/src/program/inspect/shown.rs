//! What was read, as JSON and as lines for people.

use crate::language::Language;
use jitsuin_core::certificate::CertificateSummary;
use jitsuin_core::report::Report;
use jitsuin_core::revocation::Crl;
use jitsuin_core::revocation::ocsp::Response;
use jitsuin_core::trust_anchor::TrustAnchor;
use jitsuin_core::unix_time::UnixTime;
use serde::Serialize;
use serde_json::Value;

/// One file.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub(super) enum Shown {
    Certificate {
        certificate: CertificateSummary,
    },
    /// Judged without asking anybody about revocation.
    Signature {
        detached: bool,
        report: Box<Report>,
    },
    Token {
        certificate: CertificateSummary,
    },
    RevocationList {
        issuer: String,
        this_update: UnixTime,
        #[serde(skip_serializing_if = "Option::is_none")]
        next_update: Option<UnixTime>,
        #[serde(skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        revoked: usize,
    },
    OcspResponse {
        issuer: String,
        produced_at: UnixTime,
        #[serde(skip_serializing_if = "Option::is_none")]
        nonce: Option<String>,
    },
}

/// JSON name, 日本語, English. What is not here is shown under its JSON name.
const LABELS: &[(&str, &str, &str)] = &[
    ("type", "種類", "type"),
    ("certificate", "電子証明書", "certificate"),
    ("kind", "用途", "kind"),
    ("holder", "本人", "holder"),
    ("name", "氏名", "name"),
    ("address", "住所", "address"),
    ("birthDate", "生年月日", "birth date"),
    ("sex", "性別", "sex"),
    ("issuer", "発行者", "issuer"),
    ("subject", "主体者", "subject"),
    ("notBefore", "有効期間の開始", "valid from"),
    ("notAfter", "有効期間の満了", "valid until"),
    ("serialNumber", "発行番号", "serial number"),
    ("publicKey", "公開鍵", "public key"),
    ("algorithm", "アルゴリズム", "algorithm"),
    ("bits", "ビット長", "bits"),
    ("keyUsage", "鍵の用途", "key usage"),
    ("policies", "証明書ポリシー", "policies"),
    ("test", "テスト用", "test"),
    ("detached", "内容は別ファイル", "detached"),
    ("report", "検証結果", "report"),
    ("indication", "判定", "indication"),
    ("subIndication", "判定の理由", "sub-indication"),
    ("findings", "確認項目", "findings"),
    ("signer", "署名者", "signer"),
    ("signingTime", "署名者の申告した時刻", "claimed signing time"),
    ("content", "署名された内容", "content"),
    ("size", "バイト数", "bytes"),
    ("attached", "署名に同梱", "attached"),
    ("revocation", "失効", "revocation"),
    ("status", "状態", "status"),
    ("at", "判定の基準時刻", "judged for"),
    ("thisUpdate", "作成日時", "made"),
    ("nextUpdate", "次回の予定", "next"),
    ("producedAt", "作成日時", "made"),
    ("nonce", "ノンス", "nonce"),
    ("number", "番号", "number"),
    ("revoked", "失効の件数", "entries"),
];

impl Shown {
    pub(super) fn crl(crl: &Crl, anchor: &TrustAnchor) -> Self {
        Self::RevocationList {
            issuer: anchor.name().to_owned(),
            this_update: crl.this_update(),
            next_update: crl.next_update(),
            number: crl.number().map(hexadecimal),
            revoked: crl.len(),
        }
    }

    /// What it says of which certificate, a verdict tells that asked for it.
    pub(super) fn ocsp(response: &Response, anchor: &TrustAnchor) -> Self {
        Self::OcspResponse {
            issuer: anchor.name().to_owned(),
            produced_at: response.produced_at(),
            nonce: response.nonce().map(hexadecimal),
        }
    }

    pub(super) fn to_json(&self) -> String {
        format!("{}\n", serde_json::to_string_pretty(self).unwrap_or_default())
    }

    /// A line for each value, indented by its depth. Of a finding, its sentence.
    pub(super) fn to_text(&self, language: Language) -> String {
        let mut text = String::new();
        lines(&serde_json::to_value(self).unwrap_or_default(), language, 0, &mut text);
        text
    }
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

fn lines(value: &Value, language: Language, depth: usize, text: &mut String) {
    let Value::Object(members) = value else { return };
    for (name, value) in members {
        let indentation = "  ".repeat(depth);
        let label = label(name, language);
        match value {
            Value::Object(_) => {
                text.push_str(&format!("{indentation}{label}:\n"));
                lines(value, language, depth.saturating_add(1), text);
            }
            Value::Array(findings) if name == "findings" => {
                text.push_str(&format!("{indentation}{label}:\n"));
                for finding in findings {
                    text.push_str(&format!("{indentation}  {}\n", finding_line(finding, language)));
                }
            }
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(scalar).collect();
                text.push_str(&format!("{indentation}{label}: {}\n", items.join(", ")));
            }
            Value::Null => {}
            other => text.push_str(&format!("{indentation}{label}: {}\n", scalar(other))),
        }
    }
}

fn finding_line(finding: &Value, language: Language) -> String {
    let member = |name: &str| finding.get(name).map(scalar).unwrap_or_default();
    let mark = match member("outcome").as_str() {
        "passed" => "○",
        "failed" => "×",
        _ => "？",
    };
    let key = match language {
        Language::Ja => "ja",
        Language::En => "en",
    };
    let sentence = finding.get("sentences").and_then(|sentences| sentences.get(key)).map(scalar);
    format!("{mark} {}: {}", member("check"), sentence.unwrap_or_default())
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn label(name: &str, language: Language) -> &str {
    LABELS.iter().find(|(known, _, _)| *known == name).map_or(name, |(_, ja, en)| match language {
        Language::Ja => ja,
        Language::En => en,
    })
}
