//! The terms and the privacy notice of this site, each with its version. Who has agreed to older ones is asked again.

use crate::Site;
use crate::language::Text;
use crate::refusal::Refusal;
use crate::store::{Consent, Session};

/// One text that somebody must agree to.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Changes with every change of the text.
    pub version: &'static str,
    /// What it is.
    pub title: Text,
    /// Its paragraphs.
    pub paragraphs: &'static [Text],
}

/// 利用規約
pub const TERMS: Terms = Terms {
    version: "2026-11-01",
    title: Text { ja: "利用規約", en: "Terms of use" },
    paragraphs: &[
        Text {
            ja: "このサイトは、オープンソースソフトウェア「Jitsuin」のデモサイトです。みほん市は架空の自治体で、ここで送信した申請は実際の申請になりません。",
            en: "This is the demo site of the open-source software Jitsuin. Mihon City does not exist, and nothing sent here is a real application.",
        },
        Text {
            ja: "申請書には、ご自分のマイナンバーカードで署名してください。ほかの人のカードや暗証番号を使ってはいけません。",
            en: "Sign with your own My Number Card. Do not use the card or the PIN of anybody else.",
        },
        Text {
            ja: "申請は、電子署名と電子証明書の確認がすべてできたときに成立します。確認できない間は「確認待ち」になります。",
            en: "An application takes effect once its signature and its certificate are confirmed. Until then it is pending.",
        },
    ],
};

/// プライバシーポリシー
pub const PRIVACY: Terms = Terms {
    version: "2026-11-29",
    title: Text { ja: "プライバシーポリシー", en: "Privacy notice" },
    paragraphs: &[
        Text {
            ja: "受け取るもの：申請書の内容と、署名用電子証明書に記録された氏名・住所・生年月日・性別。個人番号（マイナンバー）は受け取りません。",
            en: "What is received: what you enter, and name, address, date of birth and sex as your signing certificate holds them. The personal number (My Number) is not received.",
        },
        Text {
            ja: "使いみち：申請の受付と、ご本人であることの確認。電子証明書が失効していないことを、照会先に問い合わせます。ほかの目的には使いません。",
            en: "What for: to take the application and to confirm who you are. A source is asked whether the certificate was revoked. It is used for nothing else.",
        },
        Text {
            ja: "保存期間：申請は30日間、ログインの記録は24時間。その後は自動的に消去します。申請を受理したときは、氏名・住所・生年月日・性別と署名用電子証明書を本人確認記録に残します。記録は最後の申請と一緒に消去します。カードでのログインを登録した場合は、会員ページでご自身が消去するか、1年間使わないときに消去します。",
            en: "How long: applications for 30 days, logins for 24 hours. Then they are erased. An accepted application leaves an identity record: name, address, date of birth, sex and the signing certificate. It is erased with your last application; if you have registered your card to log in, when you erase it on the members' page or have not used it for a year.",
        },
    ],
};

/// The agreement of a session to what holds today.
///
/// # Errors
///
/// [`Refusal::ConsentMissing`], or the store failed.
pub async fn of(site: &Site, session: &Session) -> Result<Consent, Refusal> {
    let consent = site.store.consent(&session.id).await?;
    consent.filter(is_current).ok_or(Refusal::ConsentMissing)
}

fn is_current(consent: &Consent) -> bool {
    consent.terms == TERMS.version && consent.privacy == PRIVACY.version
}
