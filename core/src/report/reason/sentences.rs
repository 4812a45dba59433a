//! The words of every reason, in Japanese and in English: the only table of them. Who shows a report takes them from here.

mod revocation;

use super::Reason;
use crate::revocation::SourceKind;
use crate::trust_anchor::AnchorOrigin;
use crate::unix_time::UnixTime;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

/// One sentence, or two, for a person. Explanations of what is technically wrong are English in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Sentences {
    /// English
    pub en: Cow<'static, str>,
    /// 日本語
    pub ja: Cow<'static, str>,
}

impl Reason {
    /// The reason in words.
    pub fn sentences(&self) -> Sentences {
        match self {
            Self::FormatSupported => fixed(
                "The signature is CMS SignedData of the profile CAdES-B-B.",
                "標準の形式（CMS、CAdES-B-B）の電子署名です。",
            ),
            Self::TokenSupported => fixed(
                "The login is a token of the form jitsuin-authentication-v1.",
                "定められた形式（jitsuin-authentication-v1）のログイン情報です。",
            ),
            Self::ContentMatches => fixed(
                "The content is the one that was signed.",
                "文書は、署名されたときから変わっていません。",
            ),
            Self::DigestMatches => fixed(
                "The content has the digest that the signed attributes name.",
                "文書のハッシュ値は、署名属性にある値と同じです。",
            ),
            Self::SignatureMatches { algorithm } => made(
                format!("The signature was made with the certificate's key ({algorithm})."),
                format!("この電子証明書の鍵で署名されています（{algorithm}）。"),
            ),
            Self::LoginMatches { algorithm } => made(
                format!("The certificate's key signed this login: this site and this nonce ({algorithm})."),
                format!(
                    "この電子証明書の鍵が、このサイトへの今回のログインに署名しています（{algorithm}）。"
                ),
            ),
            Self::SigningCertificateMatches => fixed(
                "The signed attributes name this certificate.",
                "署名された情報が、この電子証明書を指しています。",
            ),
            Self::CertificateForSignatures => {
                fixed("The certificate is one for signatures.", "署名用電子証明書です。")
            }
            Self::CertificateForLogin => {
                fixed("The certificate is one for logging in.", "利用者証明用電子証明書です。")
            }
            Self::PathToAnchor { anchor, origin, generation, .. } => {
                path_to_anchor(anchor, *origin, generation.as_deref())
            }
            Self::PolicyListed { policy, test: false } => made(
                format!(
                    "The certificate was issued under the policy {policy} for certificates of this kind."
                ),
                format!("この種類の電子証明書の証明書ポリシー（{policy}）で発行されています。"),
            ),
            Self::PolicyListed { policy, test: true } => made(
                format!(
                    "The certificate was issued under the policy {policy} for test certificates of this kind."
                ),
                format!("この種類の試験用の証明書ポリシー（{policy}）で発行されています。"),
            ),
            Self::WithinValidity { not_before, not_after } => made(
                format!("The certificate is valid from {not_before} to {not_after}."),
                format!("有効期間の中です（{}から{}まで）。", Japan(*not_before), Japan(*not_after)),
            ),
            Self::NotRevoked { kind, source, this_update } => made(
                format!(
                    "{} {source} says that the certificate is not revoked, as of {this_update}.",
                    english(*kind)
                ),
                format!(
                    "{}（{source}）によると、{}の時点で失効していません。",
                    japanese(*kind),
                    Japan(*this_update)
                ),
            ),

            Self::NotReached => fixed(
                "Not reached, because of an earlier finding.",
                "前の確認項目に問題があり、確認していません。",
            ),
            Self::AlgorithmUnsupported { algorithm } => made(
                format!("The algorithm {algorithm} is not supported, so this could not be checked."),
                format!("対応していない暗号方式のため、確認できません（{algorithm}）。"),
            ),

            Self::Malformed { field, explanation, .. } => made(
                format!("The signature cannot be read: {field}: {explanation}."),
                format!("電子署名として読み取れません（{field}: {explanation}）。"),
            ),
            Self::BerEncoded { field, .. } => made(
                format!(
                    "The signature is encoded in BER and not in DER ({field}), which is not read here, so it could not be checked."
                ),
                format!("符号化がDERではなくBERのため（{field}）、確認できません。"),
            ),
            Self::SignaturePolicyUnavailable { policy: Some(policy) } => made(
                format!(
                    "The signer wants to be judged by the signature policy {policy}, which is not known here."
                ),
                format!("署名者が指定した署名ポリシー（{policy}）が分からないため、確認できません。"),
            ),
            Self::SignaturePolicyUnavailable { policy: None } => fixed(
                "The signer wants to be judged by a signature policy that the content names, which is not looked for here.",
                "署名ポリシーが文書の中で指定されているため、確認できません。",
            ),
            Self::CommitmentOfOtherKind { commitment } => made(
                format!(
                    "The signer says something else with the signature than to stand by the content: commitment type {commitment}."
                ),
                format!("文書の内容を認める署名ではありません（署名の目的: {commitment}）。"),
            ),
            Self::AttributeMissing { attribute } => made(
                format!("The signed attribute {attribute} is missing."),
                format!("署名属性 {attribute} がありません。"),
            ),
            Self::AttributeRepeated { attribute } => made(
                format!("The signed attribute {attribute} is given more than once."),
                format!("署名属性 {attribute} が重複しています。"),
            ),
            Self::AttributesMissing => fixed("There are no signed attributes.", "署名属性がありません。"),
            Self::ContentTypeMismatch { content, attribute } => made(
                format!("The content is of type {content}, but the content-type attribute says {attribute}."),
                format!("文書の種類（{content}）が、署名属性の記載（{attribute}）と違います。"),
            ),
            Self::SignerCount { count } => made(
                format!("There are {count} signers instead of one."),
                format!("署名者が1人ではありません（{count}人）。"),
            ),
            Self::TooManyCertificates => fixed(
                "There are too many certificates, so it could not be checked.",
                "入っている証明書が多すぎるため、確認できません。",
            ),
            Self::TooLarge => fixed(
                "The signature is too large, so it could not be checked.",
                "電子署名のデータが大きすぎるため、確認できません。",
            ),
            Self::TokenMalformed { field, explanation } => made(
                format!("The login cannot be read: {field}: {explanation}."),
                format!("ログイン情報として読み取れません（{field}: {explanation}）。"),
            ),

            Self::LoginRequestUnfit { field, explanation } => made(
                format!(
                    "No login can be for the {field} about which the verifier was asked ({explanation}): its configuration is wrong, not the login."
                ),
                format!(
                    "検証する側の設定に誤りがあり（{field}: {explanation}）、確認できません。ログインした人の側の問題ではありません。"
                ),
            ),

            Self::DigestWeak { algorithm } => made(
                format!("{algorithm} is used, which is no longer secure."),
                format!("安全でなくなった方式（{algorithm}）が使われています。"),
            ),
            Self::KeyWeak { key } => made(
                format!("The certificate's key ({key}) is too short to be secure."),
                format!("電子証明書の鍵（{key}）が短く、安全ではありません。"),
            ),
            Self::ContentMissing => fixed(
                "The signature is detached, and its content was not given.",
                "署名された文書が渡されていないため、確認できません。",
            ),
            Self::ContentDiffers => fixed(
                "The content inside the signature is not the one that was given.",
                "署名の中の文書が、渡された文書と違います。",
            ),
            Self::MessageDigestMismatch => {
                fixed("The content is not the one that was signed.", "文書が、署名されたものと違います。")
            }

            Self::SignerCertificateMissing => fixed(
                "The certificate that signed is not in the signature.",
                "署名した電子証明書が、署名データに入っていません。",
            ),
            Self::SignerCertificateMalformed { field, explanation, .. } => made(
                format!("The certificate that signed cannot be read: {field}: {explanation}."),
                format!("署名した電子証明書を読み取れません（{field}: {explanation}）。"),
            ),
            Self::SignatureAlgorithmMismatch { algorithm, key } => made(
                format!(
                    "The signature says it is {algorithm}, which a key of type {key} does not make here."
                ),
                format!("署名方式（{algorithm}）が、電子証明書の鍵（{key}）と合いません。"),
            ),
            Self::SignatureMismatch => fixed(
                "The signature was not made with the certificate's key, or the signed attributes were changed.",
                "この電子証明書の鍵による署名ではないか、署名された情報が変えられています。",
            ),
            Self::SignatureRawHash => fixed(
                "The certificate's key signed the bare hash without saying which hash it is (no DigestInfo): that is no signature.",
                "この電子証明書の鍵が、形式（DigestInfo）のないハッシュ値だけに署名しています。有効な署名ではありません。",
            ),
            Self::LoginMismatch => fixed(
                "The certificate's key did not sign this login: it was for another site or another nonce, or it was changed.",
                "このログインへの署名ではありません。別のサイトや別の回のものか、変えられています。",
            ),
            Self::SigningCertificateMismatch => fixed(
                "The signed attributes name another certificate.",
                "署名された情報が、別の電子証明書を指しています。",
            ),

            Self::AuthenticationCertificate => fixed(
                "The certificate is one for logging in and must not sign documents.",
                "利用者証明用電子証明書です。文書の署名には使えません。",
            ),
            Self::HolderMissing => fixed(
                "The certificate names nobody: it has no name, address, birth date and sex.",
                "電子証明書に、本人の氏名・住所・生年月日・性別の記載がありません。",
            ),
            Self::NotForSignatures { .. } => {
                fixed("The certificate is not one for signatures.", "署名用電子証明書ではありません。")
            }
            Self::SignatureCertificate => fixed(
                "The certificate is one for signing documents and must not log in.",
                "署名用電子証明書です。ログインには使えません。",
            ),
            Self::NotForLogin { .. } => {
                fixed("The certificate is not one for logging in.", "利用者証明用電子証明書ではありません。")
            }

            Self::AnchorMissing { issuer } => made(
                format!("No trust anchor is the issuer {issuer}."),
                format!("発行者（{issuer}）は、信頼する認証局の中にありません。"),
            ),
            Self::IssuerSignatureMismatch { issuer } => made(
                format!("The certificate names {issuer} as its issuer but was not signed by it."),
                format!("電子証明書は、名乗っている発行者（{issuer}）が署名したものではありません。"),
            ),
            Self::IssuerNotCa => fixed(
                "The issuer's certificate is not one of a CA.",
                "発行者の証明書が、認証局のものではありません。",
            ),
            Self::AnchorOfOtherKind { anchor } => made(
                format!("The certificate was issued by the CA for the other kind of certificates, {anchor}."),
                format!("別の種類の電子証明書を発行する認証局（{anchor}）が発行したものです。"),
            ),
            Self::NameConstraintsUnsupported => fixed(
                "A certificate of the path has name constraints, which are not supported.",
                "認証局の証明書に、対応していない名前の制約（name constraints）があります。",
            ),
            Self::CriticalExtensionUnknown { oid } => made(
                format!("A certificate has the critical extension {oid}, which is not understood."),
                format!("証明書に、解釈できない重要な拡張項目があります（{oid}）。"),
            ),

            Self::PolicyOfOtherKind { policy } => made(
                format!(
                    "The certificate was issued under the policy {policy} for the other kind of certificates."
                ),
                format!("別の種類の電子証明書の証明書ポリシー（{policy}）で発行されています。"),
            ),
            Self::PolicyOfTestsOnly { policy } => made(
                format!(
                    "The certificate was issued by a CA in production under the policy {policy}, which is for tests."
                ),
                format!("本番の認証局の電子証明書に、試験用の証明書ポリシー（{policy}）があります。"),
            ),
            Self::PolicyUnknown { policies } => made(
                format!("The certificate's policies are not known: {}.", policies.join(", ")),
                format!("知られていない証明書ポリシーで発行されています（{}）。", policies.join("、")),
            ),
            Self::PolicyMissing => fixed(
                "The certificate names no policy under which it was issued.",
                "電子証明書に、証明書ポリシーの記載がありません。",
            ),

            Self::NotYetValid { not_before } => made(
                format!("The certificate is valid only from {not_before}."),
                format!("有効期間がまだ始まっていません（{}から）。", Japan(*not_before)),
            ),
            Self::Expired { not_after } => made(
                format!("The certificate expired after {not_after}."),
                format!("有効期間が過ぎています（{}まで）。", Japan(*not_after)),
            ),
            Self::IssuerOutsideValidity { not_before, not_after } => made(
                format!("The issuer's certificate is valid only from {not_before} to {not_after}."),
                format!(
                    "発行者の証明書が有効期間の外です（{}から{}まで）。",
                    Japan(*not_before),
                    Japan(*not_after)
                ),
            ),
            Self::SigningTimeOutsideValidity { signing_time } => made(
                format!("The signing time {signing_time} is outside the certificate's validity."),
                format!("署名日時（{}）が、電子証明書の有効期間の外です。", Japan(*signing_time)),
            ),
            Self::SigningTimeInFuture { signing_time } => made(
                format!("The signing time {signing_time} has not come yet."),
                format!("署名日時（{}）が、まだ来ていません。", Japan(*signing_time)),
            ),

            Self::RevocationNotChecked => fixed("Revocation was not checked.", "失効の確認をしていません。"),
            Self::RevokedLater { kind, source, revoked_at, at, .. } => made(
                format!(
                    "{} {source} says that the certificate was not revoked at {at}, but later, at {revoked_at}.",
                    english(*kind)
                ),
                format!(
                    "{}（{source}）によると、{}の時点では失効していません。その後、{}に失効しました。",
                    japanese(*kind),
                    Japan(*at),
                    Japan(*revoked_at)
                ),
            ),
            Self::Revoked {
                kind,
                source,
                revoked_at,
                invalidity_date,
                reason_code,
                certificate,
                signed_after,
            } => revocation::revoked(&revocation::Revoked {
                kind: *kind,
                source,
                at: *revoked_at,
                invalidity_date: *invalidity_date,
                reason_code: *reason_code,
                certificate: *certificate,
                signed_after: *signed_after,
            }),
            Self::CertificateNeverIssued { kind, source } => made(
                format!("{} {source} says that the CA never issued the certificate.", english(*kind)),
                format!(
                    "{}（{source}）によると、認証局はこの電子証明書を発行していません。",
                    japanese(*kind)
                ),
            ),
            Self::RevocationUnknown { kind, source } => made(
                format!("{} {source} does not know the certificate.", english(*kind)),
                format!("{}（{source}）は、この電子証明書を知らないと答えています。", japanese(*kind)),
            ),
            Self::RevocationUnavailable { kind, source, explanation } => made(
                format!("{} {source} gave no answer: {explanation}.", english(*kind)),
                format!(
                    "{}（{source}）から答えがなく、失効を確認できません（{explanation}）。",
                    japanese(*kind)
                ),
            ),
            Self::RevocationAnswerRefused { kind, source, explanation } => made(
                format!(
                    "The answer of {} {source} must not be believed: {explanation}.",
                    english_inside(*kind)
                ),
                format!("{}（{source}）の答えは信用できません（{explanation}）。", japanese(*kind)),
            ),
            Self::RevocationAnswerStale { kind, source, this_update, .. } => made(
                format!(
                    "The answer of {} {source} is too old: it is of {this_update}.",
                    english_inside(*kind)
                ),
                format!(
                    "{}（{source}）の答えは古すぎます（{}のもの）。",
                    japanese(*kind),
                    Japan(*this_update)
                ),
            ),
        }
    }
}

impl fmt::Display for Reason {
    /// The English sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentences().en)
    }
}

fn fixed(en: &'static str, ja: &'static str) -> Sentences {
    Sentences { en: en.into(), ja: ja.into() }
}

fn made(en: String, ja: String) -> Sentences {
    Sentences { en: en.into(), ja: ja.into() }
}

fn path_to_anchor(anchor: &str, origin: AnchorOrigin, generation: Option<&str>) -> Sentences {
    match (origin, generation) {
        (AnchorOrigin::JLis, generation) => {
            let generation = generation.unwrap_or_default();
            made(
                format!(
                    "The certificate was issued by J-LIS's CA, of the generation {generation} (production)."
                ),
                format!("地方公共団体情報システム機構の認証局（{generation}、本番）が発行したものです。"),
            )
        }
        (AnchorOrigin::Test, _) => made(
            format!("The certificate was issued by the test CA {anchor}: it proves nothing about anyone."),
            format!("試験用の認証局（{anchor}）が発行したもので、本人についての証明にはなりません。"),
        ),
        (AnchorOrigin::Operator, _) => made(
            format!(
                "The certificate was issued by {anchor}, which the operator trusts; it is no CA of J-LIS that is known here."
            ),
            format!(
                "運用者が信頼すると決めた認証局（{anchor}）が発行したもので、機構の認証局と確かめられたものではありません。"
            ),
        ),
    }
}

fn english(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Crl => "The revocation list",
        SourceKind::Ocsp => "The OCSP responder",
        SourceKind::Operator => "The platform operator",
    }
}

fn english_inside(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Crl => "the revocation list",
        SourceKind::Ocsp => "the OCSP responder",
        SourceKind::Operator => "the platform operator",
    }
}

fn japanese(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Crl => "失効リスト",
        SourceKind::Ocsp => "OCSPレスポンダ",
        SourceKind::Operator => "プラットフォーム事業者",
    }
}

/// A moment as people in Japan write it, to the second.
struct Japan(UnixTime);

impl fmt::Display for Japan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const AHEAD_OF_UTC: Duration = Duration::from_secs(9 * 60 * 60);
        let time = self.0.saturating_add(AHEAD_OF_UTC).date_time();
        write!(f, "{}年{}月{}日", time.year(), time.month(), time.day())?;
        write!(f, "{}時{:02}分{:02}秒", time.hour(), time.minutes(), time.seconds())
    }
}
