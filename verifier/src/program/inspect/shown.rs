//! What was read, as JSON and as lines for people.

use crate::language::Language;
use base16ct::lower::encode_string as hexadecimal;
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

/// JSON name, 日本語, English, in the order in which people are shown them. What is not here comes last, under its JSON name.
const LABELS: &[(&str, &str, &str)] = &[
    ("type", "種類", "type"),
    ("detached", "内容は別ファイル", "detached"),
    ("report", "検証結果", "report"),
    ("indication", "判定", "indication"),
    ("subIndication", "判定の理由", "sub-indication"),
    ("findings", "確認項目", "findings"),
    ("certificate", "電子証明書", "certificate"),
    ("signer", "署名者の電子証明書", "signer's certificate"),
    ("kind", "用途", "kind"),
    ("holder", "本人", "holder"),
    ("name", "氏名", "name"),
    ("nameSubstituted", "氏名の代替文字（0から数えた位置）", "substituted in the name (from 0)"),
    ("address", "住所", "address"),
    ("addressSubstituted", "住所の代替文字（0から数えた位置）", "substituted in the address (from 0)"),
    ("birthDate", "生年月日", "birth date"),
    ("sex", "性別", "sex"),
    ("issuer", "発行者", "issuer"),
    ("serialNumber", "発行番号", "serial number"),
    ("notBefore", "有効期間の開始", "valid from"),
    ("notAfter", "有効期間の満了", "valid until"),
    ("subject", "主体者", "subject"),
    ("publicKey", "公開鍵", "public key"),
    ("algorithm", "アルゴリズム", "algorithm"),
    ("bits", "ビット長", "bits"),
    ("keyUsage", "鍵の用途", "key usage"),
    ("policies", "証明書ポリシー", "policies"),
    ("sha256", "SHA-256", "SHA-256"),
    ("test", "試験用", "for tests"),
    ("signingTime", "署名者の申告した時刻", "claimed signing time"),
    ("content", "署名された内容", "content"),
    ("size", "バイト数", "bytes"),
    ("attached", "署名に同梱", "attached"),
    ("revocation", "失効", "revocation"),
    ("status", "状態", "status"),
    ("thisUpdate", "作成日時", "made"),
    ("nextUpdate", "次回の予定", "next"),
    ("producedAt", "作成日時", "made"),
    ("nonce", "ノンス", "nonce"),
    ("number", "番号", "number"),
    ("revoked", "失効の件数", "entries"),
    ("at", "判定の基準時刻", "judged for"),
];

/// Codes that people are shown in words. Others are shown as they are.
const WORDS: &[(&str, &str, &str)] = &[
    ("certificate", "電子証明書", "certificate"),
    ("signature", "電子署名", "signature"),
    ("token", "ログインのトークン", "login token"),
    ("revocation-list", "失効リスト（CRL）", "list of revoked certificates (CRL)"),
    ("ocsp-response", "OCSP応答", "OCSP response"),
    ("sign", "署名用", "for signatures"),
    ("auth", "利用者証明用", "for logging in"),
    ("male", "男", "male"),
    ("female", "女", "female"),
    ("good", "失効していない", "good"),
    ("revoked", "失効済み", "revoked"),
    ("unknown", "不明", "unknown"),
    ("not-checked", "未確認", "not checked"),
    ("true", "はい", "yes"),
    ("false", "いいえ", "no"),
];

/// The checks of a finding.
const CHECKS: &[(&str, &str, &str)] = &[
    ("format", "形式", "format"),
    ("integrity", "改ざん", "integrity"),
    ("signature", "署名", "signature"),
    ("signing-certificate", "証明書との結び付き", "signing certificate"),
    ("certificate-kind", "証明書の用途", "kind of certificate"),
    ("path", "認証局", "path"),
    ("policy", "ポリシー", "policy"),
    ("validity", "有効期間", "validity"),
    ("revocation", "失効", "revocation"),
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

fn lines(value: &Value, language: Language, depth: usize, text: &mut String) {
    let Value::Object(members) = value else { return };
    let mut members: Vec<_> = members.iter().collect();
    members.sort_by_key(|(name, _)| {
        LABELS.iter().position(|(known, _, _)| known == name).unwrap_or(LABELS.len())
    });
    for (name, value) in members {
        let indentation = "  ".repeat(depth);
        let label = word(LABELS, name, language);
        match value {
            Value::Null => {}
            Value::Array(items) if items.is_empty() => {}
            Value::Object(date) if date.contains_key("raw") => {
                text.push_str(&format!("{indentation}{label}: {}\n", day(value)));
            }
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
            other => {
                let value = scalar(other);
                text.push_str(&format!("{indentation}{label}: {}\n", word(WORDS, &value, language)));
            }
        }
    }
}

/// A date of birth; what is not registered is `?`.
fn day(date: &Value) -> String {
    let part = |name: &str| date.get(name).and_then(Value::as_u64);
    let [year, month, day] = ["year", "month", "day"].map(part);
    let two = |part: Option<u64>| part.map_or("??".to_owned(), |part| format!("{part:02}"));
    let year = year.map_or("????".to_owned(), |year| format!("{year:04}"));
    format!("{year}-{}-{}", two(month), two(day))
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
    let check = member("check");
    format!("{mark} {}: {}", word(CHECKS, &check, language), sentence.unwrap_or_default())
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The row of a table in a language, or the code itself.
fn word<'a>(table: &[(&str, &'static str, &'static str)], code: &'a str, language: Language) -> &'a str {
    table.iter().find(|(known, _, _)| *known == code).map_or(code, |(_, ja, en)| match language {
        Language::Ja => ja,
        Language::En => en,
    })
}
