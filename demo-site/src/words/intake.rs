//! The codes of this site's own refusals (`crate::refusal`).

use super::ErrorWords;
use crate::language::Text;

/// The table.
pub const ERRORS: &[ErrorWords] = &[
    ErrorWords {
        code: "not-same-origin",
        what: Text {
            ja: "このサイト以外のページから送信されたため、受け付けませんでした。",
            en: "This was sent from a page of another site and was not taken.",
        },
        then: Text {
            ja: "このサイトの申請ページを開いて、もう一度お試しください。",
            en: "Open the form on this site and try again.",
        },
    },
    ErrorWords {
        code: "form-outdated",
        what: Text {
            ja: "このページは、ログインやログアウトの前に開いたものなので、送信できませんでした。",
            en: "This page is from before a log-in or log-out, so nothing was sent.",
        },
        then: Text {
            ja: "前のページに戻って読み込み直し、もう一度お試しください。",
            en: "Go back, load the page again, and try once more.",
        },
    },
    ErrorWords {
        code: "session-missing",
        what: Text {
            ja: "このブラウザーで始めた手続きが見つかりません。Cookie が使えないか、時間がたちすぎています。",
            en: "This browser has no procedure under way here: it keeps no cookies, or too much time has passed.",
        },
        then: Text {
            ja: "ブラウザーの設定でこのサイトの Cookie を許可し、もう一度お試しください。",
            en: "Allow cookies of this site in your browser and try again.",
        },
    },
    ErrorWords {
        code: "consent-missing",
        what: Text {
            ja: "利用規約とプライバシーポリシーへの同意が確認できないため、受け付けませんでした。",
            en: "You have not agreed to the terms and the privacy notice that hold today.",
        },
        then: Text {
            ja: "手続き一覧から申請書を開き直し、同意してから、もう一度お試しください。",
            en: "Open the form again from the list of procedures, agree, and try again.",
        },
    },
    ErrorWords {
        code: "staff-only",
        what: Text {
            ja: "職員としてログインしていません。", en: "Nobody of staff is logged in."
        },
        then: Text {
            ja: "職員用ページでログインしてください。", en: "Log in on the page for staff."
        },
    },
    ErrorWords {
        code: "too-many-requests",
        what: Text {
            ja: "短い時間に何度も送信されたため、受け付けませんでした。",
            en: "Too much was sent from your network in a short time.",
        },
        then: Text {
            ja: "{seconds}秒待ってから、もう一度お試しください。",
            en: "Wait {seconds} seconds and try again.",
        },
    },
    ErrorWords {
        code: "content-type-unsupported",
        what: Text {
            ja: "送信の形式が違うため、受け付けませんでした。",
            en: "What was sent is not JSON and was not taken.",
        },
        then: Text {
            ja: "ページを再読み込みする前に入力内容を控え、もう一度お試しください。",
            en: "Note what you typed, reload the page and try again.",
        },
    },
    ErrorWords {
        code: "body-too-large",
        what: Text {
            ja: "送信された内容が大きすぎるため、受け付けませんでした。",
            en: "What was sent is too large and was not taken.",
        },
        then: Text {
            ja: "入力した文章を短くして、もう一度署名してください。",
            en: "Shorten what you typed and sign again.",
        },
    },
    ErrorWords {
        code: "body-malformed",
        what: Text {
            ja: "送信された内容を読み取れませんでした。", en: "What was sent could not be read."
        },
        then: Text { ja: "もう一度お試しください。", en: "Try again." },
    },
    ErrorWords {
        code: "other-origin",
        what: Text {
            ja: "ほかのサイト（{origin}）のために署名された申請のため、受け付けませんでした。",
            en: "This form was signed for another site ({origin}) and was not taken.",
        },
        then: Text {
            ja: "アドレスを確認し、このサイトの申請ページで署名してください。心当たりがない場合は、署名を求めたサイトを疑ってください。",
            en: "Check the address and sign on this site. If you did not expect this, distrust the site that asked you to sign.",
        },
    },
    ErrorWords {
        code: "form-unknown",
        what: Text {
            ja: "署名された内容が、この手続きの申請書と一致しません（{field}）。",
            en: "What was signed is not this form ({field}).",
        },
        then: Text {
            ja: "入力内容を確認し、もう一度署名してください。",
            en: "Check what you typed and sign again.",
        },
    },
    ErrorWords {
        code: "nonce-unknown",
        what: Text {
            ja: "この手続きの番号を確認できませんでした。",
            en: "This site has not given out the number of this request.",
        },
        then: Text {
            ja: "もう一度お試しください。新しい番号で手続きできます。",
            en: "Try again; you then get a new number.",
        },
    },
    ErrorWords {
        code: "nonce-used",
        what: Text {
            ja: "これはすでに一度送信されています。同じ署名や同じログインを二度使うことはできません。",
            en: "This was sent once already. A signature or a login is good for one use.",
        },
        then: Text {
            ja: "申請やログインが完了していない場合は、もう一度お試しください。",
            en: "If your application or login did not go through, try again.",
        },
    },
    ErrorWords {
        code: "expires-altered",
        what: Text {
            ja: "有効期限が、このサイトの発行したものと違います。",
            en: "The time limit is not the one that this site gave.",
        },
        then: Text { ja: "もう一度お試しください。", en: "Try again." },
    },
    ErrorWords {
        code: "signature-refused",
        what: Text {
            ja: "電子署名を確認した結果、受け付けられませんでした（{subIndication}）。",
            en: "The signature was checked and cannot be taken ({subIndication}).",
        },
        then: Text {
            ja: "署名用電子証明書が有効なマイナンバーカードで、もう一度署名してください。解決しない場合は市民課へご相談ください。",
            en: "Sign again with a card whose signing certificate is valid. If that does not help, ask the city office.",
        },
    },
    ErrorWords {
        code: "signature-revoked",
        what: Text {
            ja: "署名用電子証明書が失効しているため、受け付けられませんでした。引っ越しや結婚などで住所や氏名が変わると失効します。",
            en: "The signing certificate has been revoked. That happens when your address or name changes, after a move or a marriage for instance.",
        },
        then: Text {
            ja: "住所や氏名が変わっている可能性があります。お住まいの市区町村の窓口で、署名用電子証明書の発行を受けてください。ログインはこれまでどおり使えます。",
            en: "Your address or name may have changed. Get a new signing certificate at the counter of your municipality. Logging in still works.",
        },
    },
    ErrorWords {
        code: "signature-undetermined",
        what: Text {
            ja: "電子署名を確認しきれなかったため、受け付けられませんでした（{subIndication}）。",
            en: "The signature could not be judged and cannot be taken ({subIndication}).",
        },
        then: Text {
            ja: "お持ちのカードの署名用電子証明書が、この手続きで使えるものか確認してください。解決しない場合は市民課へご相談ください。",
            en: "Check that the signing certificate of your card can be used here. If that does not help, ask the city office.",
        },
    },
    ErrorWords {
        code: "login-refused",
        what: Text {
            ja: "カードによる証明を確認した結果、ログインできませんでした（{subIndication}）。",
            en: "The proof by the card was checked, and you cannot be let in ({subIndication}).",
        },
        then: Text {
            ja: "利用者証明用電子証明書が有効なマイナンバーカードで、もう一度お試しください。解決しない場合は市民課へご相談ください。",
            en: "Try again with a card whose authentication certificate is valid. If that does not help, ask the city office.",
        },
    },
    ErrorWords {
        code: "login-revoked",
        what: Text {
            ja: "利用者証明用電子証明書が失効しているため、ログインできませんでした。",
            en: "The authentication certificate of your card has been revoked. You cannot be let in with it.",
        },
        then: Text {
            ja: "カードの紛失の届け出や更新をしていないか確認し、お住まいの市区町村の窓口へご相談ください。",
            en: "Think whether you reported the card lost or got a new one, and ask the counter of your municipality.",
        },
    },
    ErrorWords {
        code: "revocation-unknown",
        what: Text {
            ja: "電子証明書が失効していないことを確認できないため、いまはログインできません。照会先が回答していません。",
            en: "Nobody answers at the moment whether your certificate has been revoked, so nobody can be let in.",
        },
        then: Text {
            ja: "カードに問題があるわけではありません。しばらく待ってから、もう一度お試しください。",
            en: "Nothing is wrong with your card. Wait a little and try again.",
        },
    },
    ErrorWords {
        code: "not-linked",
        what: Text {
            ja: "ログインの登録ができませんでした（{reason}）。",
            en: "Your login could not be registered ({reason}).",
        },
        then: Text {
            ja: "申請が受理された後に、同じカードでもう一度お試しください。解決しない場合は市民課へご相談ください。",
            en: "Try again with the same card once the application is accepted. If that does not help, ask the city office.",
        },
    },
    ErrorWords {
        code: "site-busy",
        what: Text {
            ja: "ただいま混み合っており、受け付けられませんでした。",
            en: "Too many people are using this site.",
        },
        then: Text {
            ja: "入力内容はこのページに残っています。しばらく待ってから、もう一度お試しください。",
            en: "What you typed is still here. Wait a little and try again.",
        },
    },
    ErrorWords {
        code: "not-found",
        what: Text {
            ja: "その場所には何もありません。", en: "There is nothing at this address."
        },
        then: Text { ja: "アドレスを確認してください。", en: "Check the address." },
    },
    ErrorWords {
        code: "method-not-allowed",
        what: Text {
            ja: "この方法では利用できません。", en: "This address is not used in this way."
        },
        then: Text { ja: "アドレスを確認してください。", en: "Check the address." },
    },
    ErrorWords {
        code: "site-failed",
        what: Text {
            ja: "サイトの不具合のため、受け付けられませんでした。",
            en: "The site failed and could not take the application.",
        },
        then: Text {
            ja: "入力内容はこのページに残っています。時間をおいて、もう一度お試しください。",
            en: "What you typed is still here. Try again later.",
        },
    },
    ErrorWords {
        code: "site-unreachable",
        what: Text {
            ja: "市のサイトと通信できませんでした。",
            en: "The site of the city could not be reached.",
        },
        then: Text {
            ja: "入力内容はこのページに残っています。通信の状態を確認し、もう一度お試しください。",
            en: "What you typed is still here. Check your connection and try again.",
        },
    },
];
