//! Words that `assets/form.js` shows, besides those of error codes.

use crate::language::Text;

/// Name in the script, and the words.
pub const BROWSER: &[(&str, Text)] = &[
    (
        "problems",
        Text {
            ja: "入力内容を確認してください（{count}件）", en: "Please check what you entered ({count})"
        },
    ),
    ("error", Text { ja: "エラー：{message}", en: "Error: {message}" }),
    (
        "signing",
        Text {
            ja: "署名ウィンドウで手続きを進めてください。このページは開いたままにしてください。",
            en: "Go on in the signing window. Leave this page open.",
        },
    ),
    ("sending", Text { ja: "申請を送信しています。", en: "Sending the application." }),
    ("notSigned", Text { ja: "署名は完了しませんでした", en: "The form was not signed" }),
    (
        "notSent",
        Text {
            ja: "署名は完了しましたが、送信できませんでした", en: "The form is signed but was not sent"
        },
    ),
    ("notTaken", Text { ja: "申請は受け付けられませんでした", en: "The application was not taken" }),
    ("unknownError", Text { ja: "予期しない問題が起きました。", en: "Something unexpected happened." }),
    (
        "unknownRemedy",
        Text {
            ja: "入力内容はこのページに残っています。もう一度お試しください。",
            en: "What you typed is still here. Try again.",
        },
    ),
    ("code", Text { ja: "エラーコード：{code}", en: "Error code: {code}" }),
];
