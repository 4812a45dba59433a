//! Words that `assets/form.js`, `login.js` and `tell.js` show, besides those of error codes.

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
            ja: "署名ウィンドウで手続きを進めてください。このページは開いたままにしてください。終わるまで、入力欄は変えられません。",
            en: "Go on in the signing window. Leave this page open. Until then the fields cannot be changed.",
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
    (
        "reading",
        Text {
            ja: "ウィンドウで手続きを進めてください。このページは開いたままにしてください。終わるまで、入力欄は変えられません。",
            en: "Go on in the window. Leave this page open. Until then the fields cannot be changed.",
        },
    ),
    (
        "notRead",
        Text {
            ja: "カードから入力できませんでした", en: "Nothing was filled in from the card"
        },
    ),
    (
        "filled",
        Text {
            ja: "カードから入力しました：{fields}。内容を確かめ、違うところは直してください。",
            en: "Filled in from the card: {fields}. Check it, and change what is not right.",
        },
    ),
    (
        "nothingGiven",
        Text {
            ja: "渡された項目がないため、何も入力していません。",
            en: "Nothing was given, so nothing was filled in.",
        },
    ),
    ("comma", Text { ja: "、", en: ", " }),
    (
        "loggingIn",
        Text {
            ja: "ログインのウィンドウで手続きを進めてください。このページは開いたままにしてください。",
            en: "Go on in the window for logging in. Leave this page open.",
        },
    ),
    ("checking", Text { ja: "ログインを確認しています。", en: "Checking the login." }),
    ("notLoggedIn", Text { ja: "ログインできませんでした", en: "You are not logged in" }),
    ("notLinked", Text { ja: "ログインの登録ができませんでした", en: "Your login was not registered" }),
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
