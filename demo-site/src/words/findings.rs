//! What each check of a verification report is called, and what its outcome means to a person.

use crate::language::Text;

/// The words about one check.
#[derive(Clone, Copy, Debug)]
pub struct CheckWords {
    /// The check, as the report names it.
    pub check: &'static str,
    /// What is checked.
    pub title: Text,
    /// What it means that it passed.
    pub passed: Text,
    /// What it means that nothing can be said.
    pub indeterminate: Text,
    /// What it means that it failed.
    pub failed: Text,
}

/// The words for a check.
#[must_use]
pub fn check(name: &str) -> Option<&'static CheckWords> {
    CHECKS.iter().find(|words| words.check == name)
}

/// The words for a check of a login, where some checks mean something else.
#[must_use]
pub fn login_check(name: &str) -> Option<&'static CheckWords> {
    LOGIN_CHECKS.iter().find(|words| words.check == name).or_else(|| check(name))
}

const NOT_DETERMINED: Text =
    Text { ja: "確認できませんでした。", en: "This could not be determined." };

/// Every check, in the order of the report.
pub const CHECKS: &[CheckWords] = &[
    CheckWords {
        check: "format",
        title: Text { ja: "署名の形式", en: "Form of the signature" },
        passed: Text {
            ja: "標準の形式（CMS SignedData）の電子署名です。",
            en: "It is a signature of the standard form (CMS SignedData).",
        },
        indeterminate: NOT_DETERMINED,
        failed: Text {
            ja: "電子署名として読み取れません。", en: "It cannot be read as a signature."
        },
    },
    CheckWords {
        check: "integrity",
        title: Text { ja: "改ざんの有無", en: "Integrity" },
        passed: Text {
            ja: "申請書は、署名されたときから変わっていません。",
            en: "The form is unaltered since it was signed.",
        },
        indeterminate: NOT_DETERMINED,
        failed: Text {
            ja: "申請書が、署名されたものと違います。",
            en: "The form is not the one that was signed.",
        },
    },
    CheckWords {
        check: "signature",
        title: Text { ja: "署名の検証", en: "Signature" },
        passed: Text {
            ja: "電子証明書の公開鍵と対になる秘密鍵で署名されています。",
            en: "It was made with the private key that belongs to the certificate.",
        },
        indeterminate: NOT_DETERMINED,
        failed: Text {
            ja: "署名が電子証明書と合いません。", en: "It does not belong to the certificate."
        },
    },
    CheckWords {
        check: "signing-certificate",
        title: Text { ja: "署名と電子証明書の結び付き", en: "Binding to the certificate" },
        passed: Text {
            ja: "署名の中に、この電子証明書で署名したことが記録されています。",
            en: "The signature itself names this certificate.",
        },
        indeterminate: NOT_DETERMINED,
        failed: Text {
            ja: "署名の中に記録された電子証明書と違います。",
            en: "The signature names another certificate.",
        },
    },
    CheckWords {
        check: "certificate-kind",
        title: Text { ja: "電子証明書の種類", en: "Kind of certificate" },
        passed: Text {
            ja: "文書に署名するための電子証明書（署名用電子証明書）です。",
            en: "It is a certificate for signing documents.",
        },
        indeterminate: NOT_DETERMINED,
        failed: Text {
            ja: "署名用電子証明書ではありません。",
            en: "It is not a certificate for signing documents.",
        },
    },
    CheckWords {
        check: "path",
        title: Text { ja: "発行者の確認", en: "Issuer" },
        passed: Text {
            ja: "信頼する認証局が発行した電子証明書です。",
            en: "The certificate was issued by an authority that this site trusts.",
        },
        indeterminate: Text {
            ja: "信頼する認証局が発行したものか、確認できませんでした。",
            en: "No trusted authority is known to have issued the certificate.",
        },
        failed: Text {
            ja: "信頼する認証局が発行したものではありません。",
            en: "The certificate was not issued by an authority that this site trusts.",
        },
    },
    CheckWords {
        check: "validity",
        title: Text { ja: "有効期間", en: "Validity period" },
        passed: Text {
            ja: "電子証明書の有効期間内に署名され、受け付けました。",
            en: "The certificate was within its validity period.",
        },
        indeterminate: Text {
            ja: "電子証明書の有効期間外です。",
            en: "The certificate is outside its validity period.",
        },
        failed: Text {
            ja: "電子証明書の有効期間外です。",
            en: "The certificate is outside its validity period.",
        },
    },
    CheckWords {
        check: "revocation",
        title: Text { ja: "失効の確認", en: "Revocation" },
        passed: Text {
            ja: "電子証明書は失効していません。", en: "The certificate has not been revoked."
        },
        indeterminate: Text {
            ja: "していません。電子証明書が失効していないことを、まだ誰にも照会していません。",
            en: "Not checked. Nobody has been asked yet whether the certificate was revoked.",
        },
        failed: Text {
            ja: "電子証明書は失効しています。", en: "The certificate has been revoked."
        },
    },
];

/// The checks of a login that are not those of an application.
pub const LOGIN_CHECKS: &[CheckWords] = &[
    CheckWords {
        check: "format",
        title: Text { ja: "ログインの形式", en: "Form of the login" },
        passed: Text {
            ja: "Jitsuin のログイン（jitsuin-authentication-v1）として読み取れました。",
            en: "It is a login of the form jitsuin-authentication-v1.",
        },
        indeterminate: NOT_DETERMINED,
        failed: Text {
            ja: "ログインとして読み取れません。", en: "It cannot be read as a login."
        },
    },
    CheckWords {
        check: "signature",
        title: Text { ja: "カードによる証明", en: "Proof by the card" },
        passed: Text {
            ja: "カードが、このサイトのための今回だけのログインであることを証明しました。",
            en: "The card proved that this login is for this site and for this one time.",
        },
        indeterminate: NOT_DETERMINED,
        failed: Text {
            ja: "ほかのサイトやほかの回のためのログインか、改ざんされたものです。",
            en: "The login was for another site or another time, or it was altered.",
        },
    },
    CheckWords {
        check: "certificate-kind",
        title: Text { ja: "電子証明書の種類", en: "Kind of certificate" },
        passed: Text {
            ja: "ログインするための電子証明書（利用者証明用電子証明書）です。",
            en: "It is a certificate for logging in.",
        },
        indeterminate: NOT_DETERMINED,
        failed: Text {
            ja: "利用者証明用電子証明書ではありません。",
            en: "It is not a certificate for logging in.",
        },
    },
    CheckWords {
        check: "validity",
        title: Text { ja: "有効期間", en: "Validity period" },
        passed: Text {
            ja: "電子証明書の有効期間内です。",
            en: "The certificate is within its validity period.",
        },
        indeterminate: Text {
            ja: "電子証明書の有効期間外です。",
            en: "The certificate is outside its validity period.",
        },
        failed: Text {
            ja: "電子証明書の有効期間外です。",
            en: "The certificate is outside its validity period.",
        },
    },
];
